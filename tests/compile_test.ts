import assert from "node:assert/strict";
import { bakedFlags, readNeedsOfAll, uniteNeeds } from "../scripts/compile/baked_permissions.ts";
import { BUDGET_BYTES, embeddingProblems, findEmbedded, findMissingRuntime } from "../scripts/compile/embedded.ts";
import { drawIcon, ICON_SIZES } from "../scripts/compile/icon.ts";
import { compile, problemsOf } from "../scripts/compile.ts";
import { getTarget } from "../scripts/packaging/targets.ts";
import { BASE_ENVIRONMENT } from "../src/cli/permissions.ts";
import { listLeaves } from "../src/cli/leaves.ts";
import { tree } from "../src/commands/tree.ts";

Deno.test("compile: only the bundle is embedded, within its budget, and knows how it was made", async () => {
  const folder = Deno.makeTempDirSync().replaceAll("\\", "/");
  try {
    // Deno itself stands in for its runtime, which cannot be downloaded everywhere.
    const target = getTarget(Deno.build.target);
    const output = `${folder}/program/${target.binary}`;
    const commit = readCommit();
    const compiled = await compile({ folder, target, output, runtime: Deno.execPath() });
    assert.ok(compiled.success, compiled.words);
    assert.deepEqual(problemsOf(compiled), []);
    assert.ok(compiled.embedded!.names.includes("main.js"));
    assert.ok(compiled.embedded!.bytes > 100_000, "this is no whole program");
    // Not what Deno says, but what it wrote: more than into a program of one line.
    Deno.writeTextFileSync(`${folder}/line.js`, "1;");
    const line = `${folder}/program/line${target.os === "windows" ? ".exe" : ""}`;
    run(Deno.execPath(), ["compile", "--quiet", "--no-config", "--output", line, `${folder}/line.js`], {
      env: { DENORT_BIN: Deno.execPath() },
    });
    const added = Deno.statSync(output).size - Deno.statSync(line).size;
    assert.ok(Math.abs(added - compiled.embedded!.bytes) < 100_000, `${added} bytes were added to the runtime`);

    const flags = bakedFlags(await readNeedsOfAll(tree));
    const version = (...args: string[]) =>
      run(Deno.execPath(), [
        "run",
        "--quiet",
        "--cached-only",
        "--no-config",
        "--no-lock",
        ...flags,
        compiled.bundle.entry,
        "version",
        ...args,
      ]);
    const { build } = JSON.parse(version("--format", "json"));
    assert.equal(build.profile, "release");
    assert.equal(build.target, Deno.build.target);
    assert.equal(build.commit?.replace(/-dirty$/, ""), commit);
    const lines = version("--verbose").split("\n").map((line) => line.trim());
    for (const line of ["Profile: release", `Target: ${build.target}`, `Commit: ${build.commit ?? "unknown"}`]) {
      assert.ok(lines.includes(line), line);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** Undefined in a copy of the sources that is no clone. */
function readCommit(): string | undefined {
  const cwd = new URL("..", import.meta.url);
  const { success, stdout } = new Deno.Command("git", { args: ["rev-parse", "HEAD"], cwd, stderr: "null" })
    .outputSync();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}

function run(program: string, args: string[], options: { cwd?: URL; env?: Record<string, string> } = {}): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args, ...options }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("compile: the baked permissions are what the commands state, together", async () => {
  const flags = bakedFlags(await readNeedsOfAll(tree));
  const listIn = (name: string) =>
    flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1).split(",") ?? [];
  const statements = await Promise.all(
    listLeaves(tree, { hidden: true }).map(async ({ path, leaf }) => ({
      path,
      needs: (await leaf.load()).default.needs,
    })),
  );
  for (const { path, needs } of statements) {
    const name = path.join(" ");
    for (const program of needs.run ?? []) assert.ok(listIn("--allow-run").includes(program), `${name}: ${program}`);
    for (const variable of needs.env ?? []) assert.ok(listIn("--allow-env").includes(variable), `${name}: ${variable}`);
    for (const category of ["read", "write", "net"] as const) {
      if (needs[category]?.length) assert.ok(flags.includes(`--allow-${category}`), `${name}: ${category}`);
    }
  }
  const stated = new Set(statements.flatMap(({ needs }) => needs.run ?? []));
  assert.deepEqual(listIn("--allow-run"), [...stated].sort());
  for (const name of BASE_ENVIRONMENT) assert.ok(listIn("--allow-env").includes(name), name);
  const rest = flags.filter((flag) => !/^--allow-(read|write|net|run=.+|env=.+)$/.test(flag));
  assert.deepEqual(rest, ["--no-prompt", "--ignore-env", "--deny-import"]);
});

Deno.test("compile: what no command states is not granted", () => {
  const union = uniteNeeds([{ read: ["project"] }, { run: ["git", "npm"] }, {
    run: ["git"],
    read: ["user", "project"],
  }]);
  assert.deepEqual(union, { read: ["project", "user"], write: [], net: [], run: ["git", "npm"], env: [] });
  const flags = bakedFlags(union);
  assert.deepEqual(flags.filter((flag) => /^--allow-(?!env=)/.test(flag)), ["--allow-read", "--allow-run=git,npm"]);
  assert.ok(!bakedFlags({}).some((flag) => /^--allow-(read|write|net|run|env$)/.test(flag)));
});

Deno.test("compile: foreign files, missing ones and too many bytes are told", () => {
  const words = [
    "Compile dist/main.js to workspace",
    "",
    "Embedded Files",
    "",
    "workspace",
    "├─┬ node_modules (1.2MB)",
    "│ └── left-pad/* (1.2MB)",
    "├── e.js (15B - 0B unique)",
    "└── main.js (73B)",
    "",
    "Files: 1.20MB",
    "Metadata: 1.5KB",
    "Remote modules: 12B",
    "",
  ].join("\n");
  const embedded = findEmbedded(words);
  assert.deepEqual(embedded, {
    names: ["e.js", "left-pad/*", "main.js", "node_modules"],
    bytes: Math.round(1.2 * 1024 * 1024 + 1.5 * 1024 + 12),
  });
  assert.deepEqual(embeddingProblems(embedded!, ["main.js", "e.js", "f.js"]), [
    "left-pad/* is embedded, but is no part of the bundle",
    "node_modules is embedded, but is no part of the bundle",
    "f.js is part of the bundle, but is not embedded",
  ]);
  assert.deepEqual(embeddingProblems({ names: ["main.js"], bytes: BUDGET_BYTES }, ["main.js"]), []);
  assert.deepEqual(embeddingProblems({ names: ["main.js"], bytes: BUDGET_BYTES + 1 }, ["main.js"]), [
    "1500001 bytes are embedded, more than the 1500000 that there may be",
  ]);
  assert.equal(findEmbedded("error: no such file"), undefined);
});

Deno.test("compile: the icon is one that Windows can read", () => {
  const icon = drawIcon();
  const view = new DataView(icon.buffer);
  assert.deepEqual([0, 2, 4].map((at) => view.getUint16(at, true)), [0, 1, ICON_SIZES.length]);
  let end = 6 + 16 * ICON_SIZES.length;
  ICON_SIZES.forEach((size, i) => {
    const entry = 6 + 16 * i;
    assert.equal(view.getUint8(entry) || 256, size);
    const [length, offset] = [view.getUint32(entry + 8, true), view.getUint32(entry + 12, true)];
    // One picture after the other, each with a header, its pixels and its mask.
    assert.equal(offset, end);
    assert.deepEqual([0, 4, 8].map((at) => view.getUint32(offset + at, true)), [40, size, 2 * size]);
    assert.equal(length, 40 + size * size * 4 + view.getUint32(offset + 20, true) - size * size * 4);
    const alpha = (x: number, y: number) => icon[offset + 40 + ((size - 1 - y) * size + x) * 4 + 3];
    assert.deepEqual([alpha(0, 0), alpha(size / 2, size / 2)], [0, 255]);
    end = offset + length;
  });
  assert.equal(end, icon.length);
});

Deno.test("compile: a runtime that cannot be downloaded is told from other failures", () => {
  const address = "https://deno.example/release/v2.9.6/denort-aarch64-apple-darwin.zip";
  const words = [
    "Compile dist/main.js to workspace",
    `Download ${address}`,
    "error: Writing deno compile executable to temporary file 'workspace.tmp-1'",
    "",
    "Caused by:",
    "    0: Setting up base binary.",
    "    1: error sending request for url",
  ];
  const found = { file: "denort-aarch64-apple-darwin.zip", address };
  assert.deepEqual(findMissingRuntime(words.join("\n")), found);
  assert.equal(findMissingRuntime(words.toSpliced(5, 1, "    0: Writing binary bytes").join("\n")), undefined);
  assert.equal(findMissingRuntime("error: no such file"), undefined);
});

Deno.test("compile: a runtime that DENORT_BIN names and that is not there is told", () => {
  const { code, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("../scripts/compile.ts", import.meta.url).href, "--target", "sparc"],
    env: { DENORT_BIN: "/no/such/denort", NO_COLOR: "1" },
  }).outputSync();
  assert.notEqual(code, 0);
  assert.match(new TextDecoder().decode(stderr), /DENORT_BIN names \/no\/such\/denort/);
});
