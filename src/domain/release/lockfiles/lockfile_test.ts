import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRelaxedJson } from "../../../formats/json.ts";
import type { DependencyKind } from "../model.ts";
import { findLockfileWarning, updateLockfile } from "./lockfile.ts";
import { type LockfileUpdate, seenFrom } from "./update.ts";

/** References as `folder kind dependency from to`. */
function updateOf(
  packages: Record<string, [path: string, from: string, to: string]>,
  references: string[] = [],
  catalogs: LockfileUpdate["catalogs"] = [],
): LockfileUpdate {
  const nameAt = (folder: string) => Object.entries(packages).find(([, [path]]) => path === folder)?.[0] ?? ".";
  return {
    packages: Object.entries(packages).map(([name, [path, currentVersion, nextVersion]]) => (
      { name, path, currentVersion, nextVersion }
    )),
    references: references.map((each) => {
      const [folder, kind, dependency, from, to] = each.split(" ") as [string, DependencyKind, string, string, string];
      const manifestPath = folder === "." ? "package.json" : `${folder}/package.json`;
      return { package: nameAt(folder), manifestPath, kind, dependency, from, to };
    }),
    catalogs,
  };
}

const AB = { a: ["packages/a", "1.0.0", "2.0.0"], b: ["packages/b", "1.0.0", "1.0.1"] } satisfies Record<
  string,
  [string, string, string]
>;
const B_ON_A = "packages/b dependencies a ^1.0.0 ^2.0.0";

/** Checks that exactly these replacements are made, each once and in order, and that a second run changes nothing. */
async function assertUpdated(name: string, text: string, { update, replaced }: {
  update: LockfileUpdate;
  replaced: [from: string, to: string][];
}): Promise<void> {
  let at = 0;
  let expected = "";
  for (const [from, to] of replaced) {
    const found = text.indexOf(from, at);
    assert.ok(found >= 0, `${from} is not in the fixture`);
    expected += text.slice(at, found) + to;
    at = found + from.length;
  }
  expected += text.slice(at);
  assert.equal(await updateLockfile(name, text, update), expected);
  assert.equal(await updateLockfile(name, expected, update), expected);
}

Deno.test("package-lock.json: members, root and the mirror of version 2", async () => {
  const text = `{
\t"name": "root",\r
\t"version": "0.1.0", "lockfileVersion": 2,
\t"packages": {
\t\t"": {"name": "root", "version": "0.1.0", "devDependencies": {"a": "^1.0.0"}},
\t\t"node_modules/a": {"resolved": "packages/a", "link": true},
\t\t"node_modules/left": {"version": "1.0.0", "dependencies": {"a": "^1.0.0"}},
\t\t"packages/a": {"version": "1.0.0"},
\t\t"packages/b": {"version": "1.0.0", "dependencies": {"a": "^1.0.0"}, "peerDependencies": {"a": ">=1"}}
\t},
\t"dependencies": {
\t\t"a": {"version": "file:packages/a"},
\t\t"b": {"version": "file:packages/b", "requires": {"a": "^1.0.0"}}
\t}
}`;
  const update = updateOf({ root: [".", "0.1.0", "0.2.0"], ...AB }, [
    ". devDependencies a ^1.0.0 ^2.0.0",
    B_ON_A,
    "packages/b peerDependencies a >=1 >=2",
    "packages/b optionalDependencies a ~1.0.0 ~2.0.0",
  ]);
  const replaced: [string, string][] = [
    ['"0.1.0"', '"0.2.0"'],
    ['"0.1.0"', '"0.2.0"'],
    ['"^1.0.0"', '"^2.0.0"'],
    ['"packages/a": {"version": "1.0.0"', '"packages/a": {"version": "2.0.0"'],
    ['"1.0.0"', '"1.0.1"'],
    ['"^1.0.0"', '"^2.0.0"'],
    ['">=1"', '">=2"'],
    ['"^1.0.0"', '"^2.0.0"'],
  ];
  await assertUpdated("package-lock.json", text, { update, replaced });
  await assertUpdated("npm-shrinkwrap.json", text, { update, replaced });
});

Deno.test("package-lock.json version 1 has the root's version only", async () => {
  const text = '{"name": "a", "version": "1.0.0", "lockfileVersion": 1, "dependencies": {"x": {"version": "1.0.0"}}}\n';
  const update = updateOf({ a: [".", "1.0.0", "1.1.0"] });
  await assertUpdated("package-lock.json", text, { update, replaced: [['"1.0.0"', '"1.1.0"']] });
});

Deno.test("bun.lock: members, catalogs and the tables of its first version", async () => {
  const text = `{
  "lockfileVersion": 0,
  "workspaces": {
    "": { "name": "root", "dependencies": { "a": "workspace:^1.0.0", }, },
    "packages/a": { "name": "a", "version": "1.0.0", },
    "packages/b": { "name": "b", "version": "1.0.0", "dependencies": { "a": "^1.0.0", }, },
  },
  "catalog": { "a": "^1.0.0", },
  "catalogs": { "x": { "a": "~1.0.0", }, },
  "packages": {
    "b": ["b@workspace:packages/b", { "dependencies": { "a": "^1.0.0" } }],
  }
}`;
  const update = updateOf(AB, [". dependencies a workspace:^1.0.0 workspace:^2.0.0", B_ON_A], [
    { catalog: "default", dependency: "a", from: "^1.0.0", to: "^2.0.0" },
    { catalog: "x", dependency: "a", from: "~1.0.0", to: "~2.0.0" },
  ]);
  await assertUpdated("bun.lock", text, {
    update,
    replaced: [
      ["workspace:^1.0.0", "workspace:^2.0.0"],
      ['"1.0.0"', '"2.0.0"'],
      ['"1.0.0"', '"1.0.1"'],
      ["^1.0.0", "^2.0.0"],
      ["^1.0.0", "^2.0.0"],
      ["~1.0.0", "~2.0.0"],
      ["^1.0.0", "^2.0.0"],
    ],
  });
});

Deno.test("pnpm-lock.yaml 9: specifiers, catalogs, injected members; links and strangers stay", async () => {
  const text = `lockfileVersion: '9.0'\r

catalogs:
  default:
    a:
      specifier: ^1.0.0
      version: 1.0.0
    is-number:
      specifier: ^1.0.0
      version: 1.0.0
  x:
    a:
      specifier: ~1.0.0
      version: ~1.0.0

importers:

  .:
    devDependencies:
      a:
        specifier: ^1.0.0\r
        version: link:packages/a

  packages/b:
    dependencies:
      '@o/peer':
        specifier: '>=1.0.0 <2'
        version: link:../peer
      a:
        specifier: ^1.0.0
        version: file:packages/a
      other:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  a@file:packages/a:
    resolution: {directory: packages/a, type: directory}
    peerDependencies:
      b: '*'
      c: ^1.0.0

  b@1.0.0:
    version: 1.0.0
`;
  const update = updateOf(
    { ...AB, "@o/peer": ["packages/peer", "1.0.0", "1.1.0"], a_: ["packages", "1.0.0", "1.1.0"] },
    [
      ". devDependencies a ^1.0.0 ^2.0.0",
      B_ON_A,
      "packages/a peerDependencies b * >=1.0.1",
      "packages/a peerDependencies c ^1.0.0 true",
    ],
    [
      { catalog: "default", dependency: "a", from: "^1.0.0", to: "^2.0.0" },
      { catalog: "x", dependency: "a", from: "~1.0.0", to: "~2.0.0" },
    ],
  );
  const withPeer = {
    ...update,
    references: [...update.references, {
      package: "b",
      manifestPath: "packages/b/package.json",
      kind: "peerDependencies" as const,
      dependency: "@o/peer",
      from: ">=1.0.0 <2",
      to: ">=1.1.0 <2",
    }],
  };
  await assertUpdated("pnpm-lock.yaml", text, {
    update: withPeer,
    replaced: [
      ["specifier: ^1.0.0\n      version: 1.0.0", "specifier: ^2.0.0\n      version: 2.0.0"],
      ["specifier: ~1.0.0\n      version: ~1.0.0", "specifier: ~2.0.0\n      version: ~2.0.0"],
      ["specifier: ^1.0.0\r", "specifier: ^2.0.0\r"],
      ["'>=1.0.0 <2'", "'>=1.1.0 <2'"],
      ["specifier: ^1.0.0", "specifier: ^2.0.0"],
      ["b: '*'", "b: '>=1.0.1'"],
      ["c: ^1.0.0", "c: 'true'"],
    ],
  });
});

Deno.test("pnpm-lock.yaml 5.4: one table of specifiers, versions of injected members", async () => {
  const text = `lockfileVersion: 5.4
importers:
  packages/b:
    specifiers:
      a: ^1.0.0
      "it's": workspace:*
    dependencies:
      a: file:packages/a_@o+c@packages+c
packages:
  file:packages/a_@o+c@packages+c:
    resolution: {directory: packages/a, type: directory}
    id: file:packages/a
    name: a
    version: 1.0.0
  file:packages/elsewhere:
    version: 1.0.0
`;
  await assertUpdated("pnpm-lock.yaml", text, {
    update: updateOf({ ...AB, short: ["packages", "1.0.0", "3.0.0"] }, [B_ON_A]),
    replaced: [["a: ^1.0.0", "a: ^2.0.0"], ["version: 1.0.0", "version: 2.0.0"]],
  });
});

const yarnEntry = (key: string, name: string, tables = "") =>
  `${key}:\n  version: 0.0.0-use.local\n  resolution: "${name}@workspace:packages/${name}"\n${tables}  languageName: unknown\n  linkType: soft`;
const yarnFile = (...entries: string[]) =>
  ["# comment\n# more", "__metadata:\n  version: 8\n  cacheKey: 10c0", ...entries].join("\n\n") + "\n";

Deno.test("pnpm-lock.yaml: texts over several lines are not taken for entries", async () => {
  const text = `importers:
  packages/b:
    dependencies:
      a:
        specifier: ^1.0.0
packages:
  old@1.0.0:
    deprecated: |-
       "a\\x": "b" c
     specifier: ^1.0.0
`;
  await assertUpdated("pnpm-lock.yaml", text, {
    update: updateOf(AB, [B_ON_A]),
    replaced: [["specifier: ^1.0.0", "specifier: ^2.0.0"]],
  });
});

Deno.test("yarn.lock: tables and descriptors follow, in Yarn's order", async () => {
  const before = yarnFile(
    yarnEntry('"a@npm:^1.0.0, a@npm:~1.0.0, a@workspace:^, a@workspace:packages/a"', "a"),
    '"a@npm:^0.9.0":\n  version: 0.9.5\n  resolution: "a@npm:0.9.5"\n  languageName: node\n  linkType: hard',
    yarnEntry(
      '"b@workspace:packages/b"',
      "b",
      '  dependencies:\n    a: "npm:^1.0.0"\n    left: "npm:^1.0.0"\n  peerDependencies:\n    a: ^1.0.0\n  peerDependenciesMeta:\n    a:\n      optional: true\n',
    ),
    yarnEntry('"c@workspace:packages/c"', "c", '  dependencies:\n    a: "npm:~1.0.0"\n'),
  );
  const sorted = (text: string) => {
    const blocks = text.trimEnd().split("\n\n");
    return [...blocks.slice(0, 2), ...blocks.slice(2).sort()].join("\n\n") + "\n";
  };
  const update = updateOf(AB, [B_ON_A, "packages/b peerDependencies a ^1.0.0 >=2"]);
  const after = sorted(
    before.replace("a@npm:^1.0.0, a@npm:~1.0.0", "a@npm:^2.0.0, a@npm:~1.0.0")
      .replace('a: "npm:^1.0.0"', 'a: "npm:^2.0.0"').replace("a: ^1.0.0", 'a: ">=2"'),
  );
  assert.equal(await updateLockfile("yarn.lock", sorted(before), update), after);
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  assert.equal(await updateLockfile("yarn.lock", crlf(sorted(before)), update), crlf(after));
});

Deno.test("yarn.lock: a range that someone still asks for stays, one that nobody does goes", async () => {
  const tables = '  dependencies:\n    a: "npm:^1.0.0"\n';
  const before = yarnFile(
    yarnEntry('"a@npm:^1.0.0, a@workspace:packages/a"', "a"),
    yarnEntry('"b@workspace:packages/b"', "b", tables),
    yarnEntry('"c@workspace:packages/c"', "c", tables),
  );
  const both = await updateLockfile("yarn.lock", before, updateOf(AB, [B_ON_A]));
  assert.ok(both.includes('"a@npm:^1.0.0, a@npm:^2.0.0, a@workspace:packages/a":'), both);
  const all = updateOf(AB, [B_ON_A, "packages/c dependencies a ^1.0.0 ^2.0.0"]);
  const one = await updateLockfile("yarn.lock", before, all);
  assert.ok(one.includes('"a@npm:^2.0.0, a@workspace:packages/a":'), one);
});

Deno.test("yarn.lock: catalogs stand in tables by name, in keys by range", async () => {
  const before = yarnFile(
    yarnEntry('"a@npm:^1.0.0, a@npm:~1.0.0, a@workspace:packages/a"', "a"),
    yarnEntry('"b@workspace:packages/b"', "b", '  dependencies:\n    a: "catalog:"\n'),
    yarnEntry('"c@workspace:packages/c"', "c", '  dependencies:\n    a: "catalog:x"\n'),
  );
  const catalogs = [
    { catalog: "default", dependency: "a", from: "^1.0.0", to: "^2.0.0" },
    { catalog: "x", dependency: "a", from: "~1.0.0", to: "~2.0.0" },
    { catalog: "unused", dependency: "a", from: "1.0.0", to: "2.0.0" },
  ];
  assert.equal(
    await updateLockfile("yarn.lock", before, updateOf(AB, [], catalogs)),
    before.replace("^1.0.0", "^2.0.0").replace("~1.0.0", "~2.0.0"),
  );
});

Deno.test("yarn.lock: keys over 1,024 characters have a line of their own", async () => {
  const ranges = Array.from({ length: 120 }, (_, i) => `a@npm:>=0.${i}.0`).sort();
  const key = (first: string) => `? "${[first, ...ranges, "a@workspace:packages/a"].join(", ")}"\n`;
  const b = yarnEntry('"b@workspace:packages/b"', "b", '  dependencies:\n    a: "npm:^1.0.0"\n');
  const before = yarnFile(yarnEntry(key("a@npm:^1.0.0"), "a"), b);
  const updated = await updateLockfile("yarn.lock", before, updateOf(AB, [B_ON_A]));
  assert.match(updated, /\n\n\? "a@npm:>=0\.0\.0, .*a@npm:\^2\.0\.0, a@workspace:packages\/a"\n:\n {2}version/);
});

Deno.test("lockfiles that record nothing of members stay as they are", async () => {
  const classic = '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n';
  assert.equal(await updateLockfile("yarn.lock", classic, updateOf(AB, [B_ON_A])), classic);
  const empty = "__metadata:\n  version: 8\n";
  assert.equal(await updateLockfile("yarn.lock", empty, updateOf(AB, [B_ON_A])), empty);
  assert.equal(await updateLockfile("bun.lockb", "\0", updateOf(AB, [B_ON_A])), "\0");
});

Deno.test("a lockfile that cannot be updated says so", () => {
  assert.match(findLockfileWarning("bun.lockb")!, /binary.*bun install/);
  assert.match(findLockfileWarning("other.lock")!, /not a lockfile that is known/);
  for (const name of ["package-lock.json", "npm-shrinkwrap.json", "bun.lock", "pnpm-lock.yaml", "yarn.lock"]) {
    assert.equal(findLockfileWarning(name), undefined);
  }
});

Deno.test("updating a JSON lockfile back and forth gives it back, byte by byte", async () => {
  const version = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((parts) => parts.join("."));
  const members = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.tuple(version, version), { minKeys: 1 });
  const spaces = fc.constantFrom<string | number>(0, 2, "\t");
  await fc.assert(
    fc.asyncProperty(members, spaces, fc.constantFrom("package-lock.json", "bun.lock"), async (table, indent, name) => {
      const entries = Object.entries(table);
      const section = name === "bun.lock" ? "workspaces" : "packages";
      const lock = { [section]: Object.fromEntries(entries.map(([key, [from]]) => [`p/${key}`, { version: from }])) };
      const text = JSON.stringify(lock, null, indent);
      const forth = updateOf(Object.fromEntries(entries.map(([key, [from, to]]) => [key, [`p/${key}`, from, to]])));
      const back = updateOf(Object.fromEntries(entries.map(([key, [from, to]]) => [key, [`p/${key}`, to, from]])));
      const updated = await updateLockfile(name, text, forth);
      const read = parseRelaxedJson(updated) as Record<string, Record<string, { version: string }>>;
      for (const [key, [, to]] of entries) assert.equal(read[section]![`p/${key}`]!.version, to);
      assert.equal(await updateLockfile(name, updated, back), text);
    }),
    { seed: 42, numRuns: 100 },
  );
});

Deno.test("one package's own lockfile: the rest of the project is seen from its folder", () => {
  const reference = { kind: "dependencies", dependency: "a", from: "^1.0.0", to: "^2.0.0" } as const;
  const seen = seenFrom("packages/b", {
    packages: [".", "packages/a", "packages/b", "packages/b/c", "tools/d"].map((path) => (
      { name: path, path, currentVersion: "1.0.0", nextVersion: "2.0.0" }
    )),
    references: [
      { ...reference, package: "b", manifestPath: "packages/b/package.json" },
      { ...reference, package: "root", manifestPath: "package.json" },
    ],
    catalogs: [],
  });
  assert.deepEqual(seen.packages.map(({ path }) => path), ["../..", "../a", ".", "c", "../../tools/d"]);
  assert.deepEqual(seen.references.map(({ manifestPath }) => manifestPath), ["package.json", "../../package.json"]);
});
