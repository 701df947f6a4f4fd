import assert from "node:assert/strict";
import fc from "fast-check";
import { insertEntry } from "./insert.ts";
import type { ChangelogEntry } from "./model.ts";

const entry = (version: string, options: Partial<ChangelogEntry> = {}): ChangelogEntry => ({
  file: "CHANGELOG.md",
  package: "a",
  version,
  heading: `## [${version}] - 2026-11-20`,
  blocks: [{ heading: "### Added", text: "- New" }],
  definitions: [{ label: version, url: `https://x.test/${version}` }],
  ...options,
});
const plain = (version: string): ChangelogEntry => entry(version, { heading: `## ${version}`, definitions: [] });
const insert = (text: string, each: ChangelogEntry) => insertEntry(text, each, "keep-a-changelog");

Deno.test("a missing or empty file gets a title", () => {
  const expected = "# Changelog\n\n## 1.0.0\n\n### Added\n\n- New\n";
  assert.equal(insertEntry(undefined, plain("1.0.0"), "conventional"), expected);
  assert.equal(insertEntry("", plain("1.0.0"), "conventional"), expected);
  assert.equal(insertEntry("\uFEFF", plain("1.0.0"), "conventional"), `\uFEFF${expected}`);
  assert.match(
    insertEntry(undefined, entry("1.0.0"), "keep-a-changelog"),
    /^# Changelog\n\nWhat changed .*Keep a Changelog/,
  );
});

Deno.test("the entry stands above the newest release, definitions newest first", () => {
  assert.equal(
    insert(
      "# Changelog\n\nIntro.\n\n## [1.0.0] - 2026-01-01\n\n- First\n\n[1.0.0]: https://x.test/1.0.0\n",
      entry("1.1.0"),
    ),
    "# Changelog\n\nIntro.\n\n## [1.1.0] - 2026-11-20\n\n### Added\n\n- New\n\n## [1.0.0] - 2026-01-01\n\n- First\n\n" +
      "[1.1.0]: https://x.test/1.1.0\n[1.0.0]: https://x.test/1.0.0\n",
  );
});

Deno.test("without a release it stands below the title's introduction", () => {
  assert.equal(
    insert("# Changelog\n\nIntro.", plain("1.0.0")),
    "# Changelog\n\nIntro.\n\n## 1.0.0\n\n### Added\n\n- New\n",
  );
  assert.equal(
    insert("# Changelog\n\nIntro.\n\n## Policy\n\nText\n", plain("1.0.0")),
    "# Changelog\n\nIntro.\n\n## 1.0.0\n\n### Added\n\n- New\n\n## Policy\n\nText\n",
  );
  assert.equal(
    insert("# Changelog\n\n[x]: https://x.test\n", entry("1.0.0")),
    "# Changelog\n\n## [1.0.0] - 2026-11-20\n\n### Added\n\n- New\n\n[x]: https://x.test\n[1.0.0]: https://x.test/1.0.0\n",
  );
});

Deno.test("a text without a title gets the entry at the top, below front matter", () => {
  assert.equal(insert("Old notes\n", plain("1.0.0")), "## 1.0.0\n\n### Added\n\n- New\n\nOld notes\n");
  assert.equal(
    insert("---\ntitle: x\n---\nOld notes\n", plain("1.0.0")),
    "---\ntitle: x\n---\n\n## 1.0.0\n\n### Added\n\n- New\n\nOld notes\n",
  );
  assert.equal(insert("\uFEFF## 0.9.0\n", plain("1.0.0")), "\uFEFF## 1.0.0\n\n### Added\n\n- New\n\n## 0.9.0\n");
});

Deno.test("underlined headings and first-level releases count", () => {
  assert.equal(
    insert("0.9.0 / 2020-01-01\n==================\n\n- x\n", plain("1.0.0")),
    "## 1.0.0\n\n### Added\n\n- New\n\n0.9.0 / 2020-01-01\n==================\n\n- x\n",
  );
  assert.equal(insert("1.0.0\n-----\n\n- x\n", plain("1.0.0")), "1.0.0\n-----\n\n- x\n");
  assert.equal(
    insert("# Title\n\n# [0.9.0](https://x.test) (2020-01-01)\n", plain("1.0.0")),
    "# Title\n\n## 1.0.0\n\n### Added\n\n- New\n\n# [0.9.0](https://x.test) (2020-01-01)\n",
  );
});

Deno.test("notes under Unreleased become the version's, sections of the same name are joined", () => {
  assert.equal(
    insert(
      "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- By hand\n\n### Fixed\n\n- Bug\n\n## [1.0.0]\n\n" +
        "[unreleased]: https://x.test/HEAD\n[1.0.0]: https://x.test/1.0.0\n",
      entry("1.1.0", {
        blocks: [{ heading: "### Added", text: "- New" }, { heading: "### Security", text: "- Safe" }],
      }),
    ),
    "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-11-20\n\n### Added\n\n- By hand\n- New\n\n### Fixed\n\n- Bug\n\n" +
      "### Security\n\n- Safe\n\n## [1.0.0]\n\n" +
      "[unreleased]: https://x.test/HEAD\n[1.1.0]: https://x.test/1.1.0\n[1.0.0]: https://x.test/1.0.0\n",
  );
  assert.equal(
    insert("## Unreleased\n- By hand", plain("1.1.0")),
    "## Unreleased\n\n## 1.1.0\n\n- By hand\n\n### Added\n\n- New\n",
  );
});

Deno.test("an Unreleased section without notes stays above the entry", () => {
  assert.equal(
    insert("# C\n\n## [Unreleased]\n\n## 1.0.0\n", plain("1.1.0")),
    "# C\n\n## [Unreleased]\n\n## 1.1.0\n\n### Added\n\n- New\n\n## 1.0.0\n",
  );
  assert.equal(
    insert("# C\n\n## Unreleased\n\n### Added\n\n<!-- nothing\nyet -->\n", plain("1.1.0")),
    "# C\n\n## Unreleased\n\n### Added\n\n<!-- nothing\nyet -->\n\n## 1.1.0\n\n### Added\n\n- New\n",
  );
});

Deno.test("line ends follow the file", () => {
  assert.equal(
    insert("# C\r\n\r\n## 1.0.0\r\n", entry("1.1.0")),
    "# C\r\n\r\n## [1.1.0] - 2026-11-20\r\n\r\n### Added\r\n\r\n- New\r\n\r\n## 1.0.0\r\n\r\n[1.1.0]: https://x.test/1.1.0\r\n",
  );
});

Deno.test("a version that is there is not added again, in whatever form it is written", () => {
  for (
    const heading of [
      "## 1.1.0",
      "## v1.1.0",
      "# [1.1.0](https://x.test) (2026-01-01)",
      "## [1.1.0] - 2026-01-01 [YANKED]",
      "## Version 1.1.0",
      "## a@1.1.0",
      "### 1.1.0 ###",
    ]
  ) {
    const text = `# C\n\n${heading}\n`;
    const named = heading.includes("@") ? { ...plain("1.1.0"), heading: "## a@1.1.0" } : plain("1.1.0");
    assert.equal(insert(text, named), text, heading);
  }
  for (const heading of ["## 1.1.0-beta.1", "## 1.1.01", "### Migrating to 1.1.0", "## 11.1.0"]) {
    assert.notEqual(insert(`# C\n\n${heading}\n`, plain("1.1.0")), `# C\n\n${heading}\n`, heading);
  }
});

Deno.test("code and comments are not the document's headings", () => {
  for (
    const hidden of [
      "```\n## 1.1.0\n```",
      "~~~md\n```\n## 1.1.0\n~~~",
      "<!--\n## 1.1.0\n-->",
      "- ```\n  ## 1.1.0\n  ```",
      "- item\n\n  ## 1.1.0",
    ]
  ) {
    const result = insert(`# C\n\n${hidden}\n\n## 1.0.0\n`, plain("1.1.0"));
    assert.equal(result, `# C\n\n${hidden}\n\n## 1.1.0\n\n### Added\n\n- New\n\n## 1.0.0\n`);
  }
  assert.equal(insert("# C\n\n```\nopen", plain("1.0.0")), "# C\n\n## 1.0.0\n\n### Added\n\n- New\n\n```\nopen");
  assert.equal(
    insert("# C\n\n- ```\n  open\n\n## 1.0.0\n", plain("1.1.0")),
    "# C\n\n- ```\n  open\n\n## 1.1.0\n\n### Added\n\n- New\n\n## 1.0.0\n",
  );
});

Deno.test("definitions count as markdown has it", () => {
  assert.equal(
    insert("# C\n\n## 1.0.0\n\ntext\n[0.9.0]: https://x.test\n", entry("1.1.0")),
    "# C\n\n## [1.1.0] - 2026-11-20\n\n### Added\n\n- New\n\n## 1.0.0\n\ntext\n[0.9.0]: https://x.test\n\n" +
      "[1.1.0]: https://x.test/1.1.0\n",
  );
  assert.equal(
    insert("# C\n\n## 1.0.0\n\n```\nopen", entry("1.1.0")),
    "# C\n\n## [1.1.0] - 2026-11-20\n\n### Added\n\n- New\n\n[1.1.0]: https://x.test/1.1.0\n\n## 1.0.0\n\n```\nopen",
  );
  const known = "# C\n\n[1.1.0]: https://elsewhere.test\n";
  assert.equal(insert(known, entry("1.1.0")).match(/\[1\.1\.0\]:/g)?.length, 1);
});

Deno.test("a fence ends with the list or quote it stands in", () => {
  for (const hidden of ["- ```\n```\n## 1.1.0\n```", "> ```\n> x\n> ```", "  ```\n## 1.1.0\n```"]) {
    assert.equal(
      insert(`# C\n\n${hidden}\n\n## 1.0.0\n`, plain("1.1.0")),
      `# C\n\n${hidden}\n\n## 1.1.0\n\n### Added\n\n- New\n\n## 1.0.0\n`,
      hidden,
    );
  }
});

const dated = (...names: string[]): ChangelogEntry => ({
  file: "CHANGELOG.md",
  package: null,
  version: null,
  heading: "## 2026-11-20",
  blocks: names.map((name) => ({ heading: `### ${name}`, text: "- New" })),
  definitions: [],
});

Deno.test("a release date takes up further packages of the same day, each once", () => {
  const once = insert("# C\n\n## 2026-01-01\n", dated("@org/a 1.0.0"));
  assert.equal(once, "# C\n\n## 2026-11-20\n\n### @org/a 1.0.0\n\n- New\n\n## 2026-01-01\n");
  const twice = insert(once, dated("@org/a [1.0.0](https://x.test)", "b 2.0.0"));
  assert.equal(
    twice,
    "# C\n\n## 2026-11-20\n\n### b 2.0.0\n\n- New\n\n### @org/a 1.0.0\n\n- New\n\n## 2026-01-01\n",
  );
  assert.equal(insert(twice, dated("b 2.0.0")), twice);
});

Deno.test("a template's entry without a version in its heading is known by its text", () => {
  const free = entry("1.0.0", {
    heading: null,
    blocks: [{ heading: null, text: "**Release**\n- x" }],
    definitions: [],
  });
  const once = insertEntry("# C\n", free, "custom");
  assert.equal(once, "# C\n\n**Release**\n- x\n");
  assert.equal(insertEntry(once, free, "custom"), once);
  const named = entry("1.0.0", { heading: "## Autumn release", definitions: [] });
  assert.equal(
    insertEntry(insertEntry("# C\n", named, "custom"), named, "custom"),
    insertEntry("# C\n", named, "custom"),
  );
});

const line = fc.constantFrom(
  "# Changelog",
  "## [Unreleased]",
  "## 1.0.0",
  "## [0.9.0] - 2020-01-01",
  "## 2026-11-20",
  "### Added",
  "### a 1.0.0",
  "- item",
  "  - nested",
  "text",
  "",
  "",
  "---",
  "===",
  "```",
  "- ```",
  "<!--",
  "-->",
  "[unreleased]: https://x.test",
  "[0.9.0]: https://x.test",
  "> quote",
);
const documents = fc.tuple(
  fc.constantFrom("", "\uFEFF", "---\nx: 1\n---\n"),
  fc.array(line, { maxLength: 14 }),
  fc.constantFrom("\n", "\r\n"),
  fc.boolean(),
).map(([start, lines, eol, final]) => start.replaceAll("\n", eol) + lines.join(eol) + (final ? eol : ""));

function keepsAll(existing: string, result: string): boolean {
  let at = 0;
  for (const char of result) if (existing.startsWith(char, at)) at += char.length;
  return at === existing.length;
}

Deno.test("every character stays in order, and adding twice changes nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(documents, fc.string({ unit: "binary" })),
      fc.constantFrom(entry("1.1.0"), plain("1.1.0"), dated("a 1.1.0", "b 2.0.0")),
      (existing, each) => {
        const result = insert(existing, each);
        assert.ok(keepsAll(existing, result));
        assert.equal(insert(result, each), result);
        assert.ok(result.startsWith("\uFEFF") === existing.startsWith("\uFEFF"));
        if (existing.includes("\r\n") && !/[^\r]\n|^\n/.test(existing)) assert.doesNotMatch(result, /[^\r]\n|^\n/);
      },
    ),
    { seed: 42, numRuns: 3000 },
  );
});
