import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultConfig } from "../config/schema.ts";
import { type CommitProblem, lintCommitMessage } from "./lint.ts";

const rules = { ...defaultConfig().commits, scopes: ["core", "cli"] };
const brief = (problems: CommitProblem[]) => problems.map((each) => `${each.line}:${each.column} ${each.code}`);
const only = (problems: CommitProblem[]): CommitProblem => {
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0]!;
};

Deno.test("well-formed messages pass", () => {
  for (
    const message of [
      "feat: add x",
      "feat(core)!: add x\n\nBody\n\nBREAKING CHANGE: y\nRefs: #1\n",
      "\n\nfix(core,cli): add x\r\n\r\nBody\r\n",
      "\uFEFFfix: x",
    ]
  ) assert.deepEqual(lintCommitMessage(message, rules), [], message);
});

Deno.test("what git and its hosts write is accepted", () => {
  for (
    const subject of [
      "Merge branch 'main' into topic",
      "Merge branches 'a' and 'b'",
      "Merge remote-tracking branch 'origin/main'",
      "Merge tag 'v1.0.0'",
      "Merge pull request #12 from someone/topic",
      "Merged in topic (pull request #12)",
      "Merged PR 12: Add x",
      'Revert "feat: x"',
      'Reapply "feat: x"',
      "fixup! feat: x",
      "squash! feat: x",
      "amend! feat: x",
      "Initial commit",
    ]
  ) assert.deepEqual(lintCommitMessage(`${subject}\n# comment\n`, rules), [], subject);
  assert.equal(only(lintCommitMessage("Merge the two parsers", rules)).code, "header-form");
});

Deno.test("comments and all below the scissors are dropped, positions stay those of the file", () => {
  const scissors = "# ------------------------ >8 ------------------------";
  assert.deepEqual(
    brief(lintCommitMessage(`# top\nfeat: x\n# inner\n\nBody\n${scissors}\ndiff --git BREAKING CHANGE:\n`, rules)),
    [],
  );
  assert.deepEqual(brief(lintCommitMessage("# top\n\nfaet: x\nBody", rules)), [
    "3:1 type-unknown",
    "4:1 body-blank-line",
  ]);
  assert.equal(only(lintCommitMessage("# only\n\n# comments\n", rules)).code, "message-empty");
  assert.equal(only(lintCommitMessage("", rules)).code, "message-empty");
});

Deno.test("core.commentChar is respected, auto included", () => {
  assert.deepEqual(lintCommitMessage("; top\nfeat: x\n; end", rules, { commentChar: ";" }), []);
  assert.deepEqual(lintCommitMessage("feat: x\n// end", rules, { commentChar: "//" }), []);
  assert.equal(only(lintCommitMessage("#1 x\n; end", rules, { commentChar: ";" })).code, "header-form");
  assert.deepEqual(brief(lintCommitMessage("feat: x\n\n#1 stays\n;\n; end\n", rules, { commentChar: "auto" })), []);
  assert.deepEqual(lintCommitMessage("feat: x\n\nBody", rules, { commentChar: "auto" }), []);
  const below = "feat: x\n; ------------------------ >8 ------------------------\ndiff";
  assert.deepEqual(lintCommitMessage(below, rules, { commentChar: "auto" }), []);
});

Deno.test("a commit's own message has no comments", () => {
  assert.deepEqual(lintCommitMessage("feat: x\n\n#12 stays", rules, { commentChar: null }), []);
  assert.equal(only(lintCommitMessage("# feat: x", rules, { commentChar: null })).code, "header-form");
});

Deno.test("types and scopes are looked up, with suggestions", () => {
  assert.deepEqual(only(lintCommitMessage("faet: x", rules)), {
    code: "type-unknown",
    line: 1,
    column: 1,
    message: "Unknown type 'faet'",
    hint: "Did you mean 'feat'?",
  });
  assert.match(only(lintCommitMessage("zzzzzz: x", rules)).hint, /^Use one of build, chore/);
  assert.deepEqual(brief(lintCommitMessage("Feat: x", rules)), ["1:1 type-case"]);
  const scope = only(lintCommitMessage("feat(core,clu): x", rules));
  assert.equal(scope.message, "Unknown scope 'clu'");
  assert.equal(scope.hint, "Did you mean 'cli'?");
  assert.equal(scope.column, 6);
  assert.deepEqual(brief(lintCommitMessage("feat( ): x", rules)), ["1:6 scope-empty"]);
  assert.deepEqual(lintCommitMessage("feat(anything): x", { ...rules, scopes: [] }), []);
});

Deno.test("a header out of form says how it would be right", () => {
  assert.equal(only(lintCommitMessage("fix login page", rules)).hint, "Did you mean 'fix: login page'?");
  assert.equal(only(lintCommitMessage("faet login page", rules)).hint, "Did you mean 'feat: login page'?");
  assert.match(only(lintCommitMessage("Something else", rules)).hint, /^Write '<type>\(<scope>\): <description>'/);
  assert.equal(only(lintCommitMessage("feat(core)!:", rules)).hint, "Write 'feat(core)!: <what changes>'.");
  assert.deepEqual(brief(lintCommitMessage("feat:", rules)), ["1:6 description-missing"]);
  assert.deepEqual(brief(lintCommitMessage("feat:x", rules)), ["1:6 header-space"]);
  assert.deepEqual(brief(lintCommitMessage("feat:  x", rules)), ["1:6 header-space"]);
  assert.deepEqual(brief(lintCommitMessage("feat : x", rules)), ["1:5 header-space"]);
  assert.deepEqual(brief(lintCommitMessage("feat(core) : x", rules)), ["1:11 header-space"]);
  assert.deepEqual(brief(lintCommitMessage(" feat (core): x", rules)), ["1:1 header-space", "1:6 header-space"]);
});

Deno.test("length counts characters, not UTF-16 units", () => {
  const short = { ...rules, maxSubjectLength: 8 };
  assert.deepEqual(lintCommitMessage("feat: 😀😀", short), []);
  const problem = only(lintCommitMessage("feat: abcd", short));
  assert.deepEqual([problem.code, problem.column], ["header-length", 9]);
  assert.equal(problem.message, "The header has 10 characters, 2 too many");
});

Deno.test("a breaking change that would not count is pointed out", () => {
  assert.deepEqual(brief(lintCommitMessage("feat: x\n\nbreaking change: y", rules)), ["3:1 breaking-change-form"]);
  assert.deepEqual(brief(lintCommitMessage("feat: x\n\nBREAKING CHANGES: y", rules)), ["3:1 breaking-change-form"]);
  assert.deepEqual(brief(lintCommitMessage("feat: x\n\nBREAKING CHANGE y", rules)), ["3:1 breaking-change-form"]);
  assert.deepEqual(brief(lintCommitMessage("feat: x\n\nBREAKING CHANGE:", rules)), ["3:1 breaking-change-form"]);
  assert.deepEqual(lintCommitMessage("feat: x\n\nBreaking changes are listed elsewhere", rules), []);
});

Deno.test("positions always lie within the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."feat(core)!: #x\n") }), (message) => {
      const lines = message.split("\n");
      for (const { line, column } of lintCommitMessage(message, rules)) {
        assert.ok(line >= 1 && line <= lines.length);
        assert.ok(column >= 1 && column <= lines[line - 1]!.length + 1);
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});
