import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };

const TOP = fileURLToPath(new URL("../", import.meta.url)).replaceAll("\\", "/");

/** What the files of each folder may import besides their own folder. A path ending in "/" is all below it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["src/app.ts"],
  "src/app.ts": ["src/", "deno.json"],
  "src/build.ts": [],
  "src/kernel/": [],
  "src/formats/": ["src/kernel/"],
  "src/view/": ["src/kernel/", "src/formats/"],
  "src/cli/": ["src/kernel/", "src/view/", "src/formats/"],
  "src/domain/release/": ["src/kernel/", "src/formats/"],
  "src/domain/workflow/": ["src/kernel/", "src/formats/"],
  "src/adapters/": ["src/kernel/", "src/formats/"],
  "src/commands/": ["src/kernel/", "src/formats/", "src/view/", "src/cli/", "src/domain/", "completions/"],
};

/** What adapters may know of a domain: its words, what it asks for, how it fails. */
const DOMAIN_SURFACE = /^src\/domain\/(.+\/)?(model|ports|faults)\.ts$/;

/** Names the ports that commands are given, those of domains among them. */
const PORTS = "src/cli/command.ts";

const KERNEL_LINES = 1000;
const FILE_LINES = 400;

interface Module {
  path: string;
  imports: string[];
}

/** Every file of the project that main.ts leads to, with what it imports. */
async function readGraph(): Promise<Map<string, Module>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: TOP,
  }).output();
  assert.ok(success, "deno info --json main.ts");
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: {
      specifier: string;
      error?: string;
      dependencies?: { code?: { specifier?: string }; type?: { specifier?: string } }[];
    }[];
  };
  const graph = new Map<string, Module>();
  for (const { specifier, error, dependencies = [] } of modules) {
    const path = placeOf(specifier);
    assert.equal(error, undefined, specifier);
    if (path === undefined) continue;
    const imports = dependencies.flatMap(({ code, type }) => {
      const target = placeOf(code?.specifier ?? type?.specifier ?? "");
      return target === undefined ? [] : [target];
    });
    graph.set(path, { path, imports });
  }
  return graph;
}

/** The path from the top of the project of one of its own files. */
function placeOf(specifier: string): string | undefined {
  if (!specifier.startsWith("file:")) return undefined;
  const path = fileURLToPath(specifier).replaceAll("\\", "/");
  return path.startsWith(TOP) && !path.includes("/node_modules/") ? path.slice(TOP.length) : undefined;
}

const graph = await readGraph();

Deno.test("folders import only what the architecture allows", () => {
  const wrong: string[] = [];
  for (const { path, imports } of graph.values()) {
    const folder = Object.keys(MAY_IMPORT).find((each) => within(path, each));
    if (folder === undefined) {
      if (path.endsWith(".ts")) wrong.push(`${path} is in no folder of the architecture`);
      continue;
    }
    for (const target of imports) {
      const allowed = within(target, folder) || MAY_IMPORT[folder]!.some((each) => within(target, each)) ||
        folder === "src/adapters/" && DOMAIN_SURFACE.test(target) || path === PORTS && DOMAIN_SURFACE.test(target);
      if (!allowed) wrong.push(`${path} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

function within(path: string, place: string): boolean {
  return place.endsWith("/") ? path.startsWith(place) : path === place;
}

Deno.test("no file imports itself in a circle", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    else if (!done.has(path)) {
      for (const next of graph.get(path)?.imports ?? []) visit(next, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of graph.keys()) visit(path, []);
  assert.deepEqual(circles, []);
});

Deno.test("only main.ts and tests import the composition root", () => {
  const importers = [...graph.values()].filter(({ imports }) => imports.includes("src/app.ts")).map(({ path }) => path);
  assert.deepEqual(importers, ["main.ts"]);
});

Deno.test("every source file is used by the program, or is a test or its fixture", () => {
  const unused = listFiles("src").filter((path) =>
    path.endsWith(".ts") && !/(_test|(^|[/_])fixtures?)\.ts$/.test(path) && !graph.has(path)
  );
  assert.deepEqual(unused, []);
});

Deno.test("the kernel and every file stay small", () => {
  const lines = (path: string) => Deno.readTextFileSync(`${TOP}${path}`).trimEnd().split("\n").length;
  const kernel = listFiles("src/kernel").filter((path) => !path.endsWith("_test.ts"));
  const total = kernel.reduce((sum, path) => sum + lines(path), 0);
  assert.ok(total <= KERNEL_LINES, `the kernel has ${total} lines, more than ${KERNEL_LINES}`);
  const code = ["src", "tests", "scripts", "lint"].flatMap(listFiles).filter((path) => path.endsWith(".ts"));
  const long = code.filter((path) => lines(path) > FILE_LINES).map((path) => `${path}: ${lines(path)}`);
  assert.deepEqual(long, [], `files of more than ${FILE_LINES} lines`);
});

function listFiles(folder: string): string[] {
  return [...Deno.readDirSync(`${TOP}${folder}`)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? listFiles(path) : [path];
  });
}

Deno.test("every dependency is pinned to one version of an npm package", () => {
  const loose = Object.entries(manifest.imports).filter(([, target]) =>
    !/^npm:\/?(@[a-z0-9-]+\/)?[a-z0-9.-]+@\d+\.\d+\.\d+(-[\w.]+)?\/?$/.test(target) &&
    !/^\.\/node_modules\//.test(target)
  );
  assert.deepEqual(loose, []);
});

/** What no file and no commit message of the project may name. Written in parts, since this file is searched too. */
function forbiddenWords(): [what: string, pattern: RegExp][] {
  const hosts = [["registry", "npmjs", "org"], ["registry", "yarnpkg", "com"], ["registry", "npmmirror", "com"]];
  return [
    ["the host of a registry", new RegExp(hosts.map((parts) => RegExp.escape(parts.join("."))).join("|"), "i")],
    ["an import from another registry", new RegExp(["(?:from|import)\\s*\\(?\\s*[\"'`]js", "r:"].join(""))],
    ["the folder this copy stands in", ownFolder()],
    ["a folder beside this one", new RegExp(RegExp.escape(["..", "shared"].join("/")))],
  ];
}

/** A folder at the top of the file system has too common a name to be looked for. */
function ownFolder(): RegExp {
  return TOP.split("/").length < 4 ? /(?!)/ : new RegExp(`${RegExp.escape(TOP.slice(0, -1))}(?![\\w-])`);
}

async function git(...args: string[]): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command("git", { args, cwd: TOP, stderr: "null" }).output();
  return success ? new TextDecoder().decode(stdout) : undefined;
}

const tracked = await git("ls-files", "-z");

Deno.test({
  name: "the project names no registry's host and no place of a machine",
  ignore: tracked === undefined,
  async fn() {
    const found: string[] = [];
    const search = (where: string, text: string) => {
      for (const [what, pattern] of forbiddenWords()) if (pattern.test(text)) found.push(`${where} names ${what}`);
    };
    for (const path of tracked!.split("\0").filter((each) => each !== "" && exists(`${TOP}${each}`))) {
      search(path, Deno.readTextFileSync(`${TOP}${path}`));
    }
    const messages = (await git("log", "-n", "200", "--format=%h %B%x00"))?.split("\0") ?? [];
    for (const message of messages) search(`commit ${message.trim().split(" ")[0]}`, message);
    assert.deepEqual(found, []);
  },
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
