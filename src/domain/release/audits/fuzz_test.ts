import fc from "fast-check";
import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import { defaultConfig } from "../config/schema.ts";
import { listDeclaredDependencies } from "../dependencies/inventory.ts";
import { readLockfile } from "../dependencies/read_lockfile.ts";
import { readWorkspace } from "../packages/discovery.ts";
import { dependencyGraph } from "../plan/dependency_graph.ts";
import { findInconsistencies } from "./consistency/find_inconsistencies.ts";
import { auditSources, auditStructure } from "./dependencies/audit_dependencies.ts";
import { locateFindings } from "./locate_findings.ts";
import { manifestReader } from "./manifests.ts";
import type { Finding } from "./model.ts";

const NOTHING_IGNORED = () => false;

/** Everything that needs no registry, on the project in a folder; undefined where its manifests are refused. */
async function audit(files: Files, root: string): Promise<Finding[] | undefined> {
  try {
    const workspace = await readWorkspace(files, root);
    const manifests = manifestReader(files, workspace);
    const graph = dependencyGraph(workspace);
    const lockfile = await readLockfile(files, workspace);
    const { declared } = await listDeclaredDependencies(workspace, { files, lockfile });
    const input = { workspace, manifests, graph, lockfile };
    const tree = { root, git: undefined, prefix: "" };
    const sources = await auditSources(files, { input, tree, config: defaultConfig().audit });
    return locateFindings([
      ...findInconsistencies({ workspace, packages: manifests.packages, declared, graph, isIgnored: NOTHING_IGNORED })
        .findings,
      ...auditStructure(input, NOTHING_IGNORED).findings,
      ...sources.findings,
    ], manifests);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

const NAMES = ["a", "b", "@o/c", "react", "__proto__", "constructor"];
const name = fc.constantFrom(...NAMES);
const specifier = fc.oneof(
  fc.constantFrom(
    "^1.0.0",
    "~2.1",
    "*",
    "",
    "latest",
    "workspace:*",
    "workspace:^",
    "catalog:",
    "catalog:x",
    "npm:b@^1",
    "file:../b",
    "git+ssh://git@example.org/x.git",
    ">=1 <3 || 5",
    "1 - 2",
  ),
  fc.string(),
);
const table = fc.oneof({ weight: 9, arbitrary: fc.dictionary(name, specifier) }, {
  weight: 1,
  arbitrary: fc.jsonValue(),
});
const manifest = fc.record({
  name: fc.oneof(name, fc.jsonValue()),
  version: fc.constantFrom("1.0.0", "2.0.0-beta.1", "x"),
  private: fc.boolean(),
  dependencies: table,
  devDependencies: table,
  peerDependencies: table,
  scripts: fc.oneof(fc.dictionary(name, fc.string()), fc.jsonValue()),
  files: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
}, { requiredKeys: ["name"] });
const locked = fc.dictionary(
  fc.constantFrom("", "node_modules/a", "node_modules/b", "node_modules/a/node_modules/b", "packages/p0"),
  fc.oneof(
    fc.record({ version: fc.constantFrom("1.0.0", "2.0.0", "", "x"), dependencies: table }, { requiredKeys: [] }),
    fc.jsonValue(),
  ),
);

Deno.test("whatever manifests, lockfiles and sources hold, an audit ends with findings or a fault", async () => {
  const root = Deno.makeTempDirSync();
  const files = denoFiles();
  try {
    for (const each of ["p0", "p1"]) Deno.mkdirSync(`${root}/packages/${each}`, { recursive: true });
    let audited = 0;
    await fc.assert(
      fc.asyncProperty(manifest, manifest, locked, fc.string(), async (first, second, packages, source) => {
        Deno.writeTextFileSync(
          `${root}/package.json`,
          JSON.stringify({ name: "root", workspaces: ["packages/*"], devDependencies: { a: "^1.0.0" } }),
        );
        Deno.writeTextFileSync(`${root}/packages/p0/package.json`, JSON.stringify(first));
        Deno.writeTextFileSync(`${root}/packages/p1/package.json`, JSON.stringify(second));
        Deno.writeTextFileSync(`${root}/package-lock.json`, JSON.stringify({ lockfileVersion: 3, packages }));
        Deno.writeTextFileSync(`${root}/packages/p0/index.tsx`, `import "a"; ${source}\nrequire("b")`);
        Deno.writeTextFileSync(`${root}/packages/p1/tsconfig.json`, source);
        const findings = await audit(files, root);
        if (findings === undefined) return;
        audited++;
        for (const each of findings) assert.ok(each.title !== "" && each.id.startsWith(`${each.section}/`));
      }),
      { seed: 42, numRuns: 250 },
    );
    assert.ok(audited > 20, `only ${audited} projects were audited`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
