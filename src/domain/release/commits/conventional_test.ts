import assert from "node:assert/strict";
import { CommitParser } from "conventional-commits-parser";
import fc from "fast-check";
import { findReferences, parseConventionalCommit } from "./conventional.ts";

Deno.test("a header gives type, scope, mark and description", () => {
  const commit = parseConventionalCommit("feat(core)!: drop Node 18");
  assert.equal(commit?.type, "feat");
  assert.equal(commit?.scope, "core");
  assert.equal(commit?.breaking, true);
  assert.equal(commit?.description, "drop Node 18");
  assert.deepEqual(commit?.breakingNotes, []);
});

Deno.test("types are not case-sensitive, BREAKING CHANGE is", () => {
  assert.equal(parseConventionalCommit("FIX: x")?.type, "fix");
  assert.equal(parseConventionalCommit("fix: x", "breaking change: no")?.breaking, false);
  assert.equal(parseConventionalCommit("fix: x", "BREAKING-CHANGE: yes")?.breaking, true);
});

Deno.test("what is not in the form gives undefined", () => {
  for (const subject of ["", "Fix login", "feat:no space", "feat(core: x", "feat: ", "Merge branch 'a'", "1feat: x"]) {
    assert.equal(parseConventionalCommit(subject), undefined, subject);
  }
});

Deno.test("body and footers are told apart", () => {
  const commit = parseConventionalCommit(
    "fix: prevent racing of requests",
    "Introduce a request id.\n\nNote: this paragraph is no footer.\n\nRemove timeouts.\n\nReviewed-by: Z\nRefs #123\n  more\n",
  );
  assert.equal(
    commit?.body,
    "Introduce a request id.\n\nNote: this paragraph is no footer.\n\nRemove timeouts.",
  );
  assert.deepEqual(commit?.footers, [{ token: "Reviewed-by", value: "Z" }, { token: "Refs", value: "#123\n  more" }]);
});

Deno.test("a breaking note may have several paragraphs and ends at the next footer", () => {
  const commit = parseConventionalCommit(
    "feat: x",
    "Body\nBREAKING CHANGE: first\r\n\r\nsecond paragraph\n\nRefs: #1",
  );
  assert.equal(commit?.body, "Body");
  assert.deepEqual(commit?.breakingNotes, ["first\n\nsecond paragraph"]);
  assert.deepEqual(commit?.footers.at(-1), { token: "Refs", value: "#1" });
});

Deno.test("reverts name what they take back", () => {
  const hash = "667ecc1654a317a13331b17617d973392f415f02";
  const byGit = parseConventionalCommit('Revert "feat: say \\"hi\\""', `This reverts commit ${hash}.`);
  assert.equal(byGit?.type, "revert");
  assert.deepEqual(byGit?.revert, { subject: 'feat: say \\"hi\\"', hashes: [hash] });
  const byHand = parseConventionalCommit("revert: let us never speak of it", "Refs: 676104e, a215868");
  assert.deepEqual(byHand?.revert, { subject: "let us never speak of it", hashes: ["676104e", "a215868"] });
  assert.equal(parseConventionalCommit("fix: x", `This reverts commit ${hash}.`)?.revert, undefined);
});

Deno.test("references carry their keyword, a list shares one", () => {
  assert.deepEqual(findReferences("Closes #1, #2 and org/repo#3. See #4, not a#5 or #x"), [
    { action: "closes", repository: undefined, issue: "1" },
    { action: "closes", repository: undefined, issue: "2" },
    { action: "closes", repository: "org/repo", issue: "3" },
    { action: undefined, repository: undefined, issue: "4" },
  ]);
  assert.deepEqual(findReferences("see #7\n\nFixes: #7"), [{ action: "fixes", repository: undefined, issue: "7" }]);
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((each) => each.join(" "));
const footer = fc.oneof(
  fc.tuple(fc.constantFrom("Reviewed-by", "Co-authored-by", "Refs"), words).map(([token, text]) => `${token}: ${text}`),
  fc.tuple(fc.constantFrom("BREAKING CHANGE", "BREAKING-CHANGE"), fc.array(words, { minLength: 1, maxLength: 3 }))
    .map(([token, lines]) => `${token}: ${lines.join("\n")}`),
  fc.tuple(fc.constantFrom("Closes", "Fixes"), fc.integer({ min: 1, max: 999 })).map(([token, n]) => `${token}: #${n}`),
);
const message = fc.record({
  type: fc.constantFrom("feat", "fix", "chore", "docs", "perf"),
  scope: fc.option(word, { nil: undefined }),
  mark: fc.boolean(),
  description: fc.tuple(words, fc.option(fc.integer({ min: 1, max: 999 }), { nil: undefined }))
    .map(([text, n]) => n === undefined ? text : `${text} (#${n})`),
  body: fc.array(fc.array(words, { minLength: 1, maxLength: 3 }).map((each) => each.join("\n")), { maxLength: 3 }),
  footers: fc.array(footer, { maxLength: 3 }),
});

Deno.test("printed messages are read back, as conventional-commits-parser reads them", () => {
  const oracle = new CommitParser({
    headerPattern: /^(\w*)(?:\(([^()]*)\))?!?: (.*)$/,
    breakingHeaderPattern: /^(\w*)(?:\(([^()]*)\))?!: (.*)$/,
  });
  fc.assert(
    fc.property(message, ({ type, scope, mark, description, body, footers }) => {
      const subject = `${type}${scope === undefined ? "" : `(${scope})`}${mark ? "!" : ""}: ${description}`;
      const rest = [...body, footers.join("\n")].filter((each) => each !== "").join("\n\n");
      const ours = parseConventionalCommit(subject, rest)!;
      const theirs = oracle.parse(rest === "" ? subject : `${subject}\n\n${rest}`);
      assert.deepEqual([ours.type, ours.scope, ours.description], [type, scope, description]);
      assert.equal(ours.body, body.join("\n\n"));
      assert.equal(ours.footers.length, footers.length);
      assert.deepEqual([ours.type, ours.scope ?? null, ours.description], [theirs.type, theirs.scope, theirs.subject]);
      assert.equal(ours.body, theirs.body ?? "");
      assert.equal(ours.breaking, theirs.notes.length > 0);
      const breaking = footers.filter((each) => each.startsWith("BREAKING"));
      assert.deepEqual(ours.breakingNotes, breaking.map((each) => each.slice("BREAKING CHANGE: ".length)));
      // The other parser overlooks a second note behind another footer.
      if (breaking.length === 1) assert.deepEqual(ours.breakingNotes, theirs.notes.map((each) => each.text));
      const issues = (list: { issue: string }[]) => [...new Set(list.map((each) => each.issue))].sort();
      assert.deepEqual(issues(ours.references), issues(theirs.references));
    }),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("any text is read without failing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (subject, body) => {
      parseConventionalCommit(subject, body);
      parseConventionalCommit(`feat: ${subject}`, `Refs: ${body}`);
    }),
    { seed: 42, numRuns: 300 },
  );
});
