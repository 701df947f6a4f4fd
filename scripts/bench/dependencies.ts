import type { ReplayedPackage } from "../../tests/registry/replay_documents.ts";
import type { ReplayOptions } from "../../tests/registry/replay_registry.ts";
import { runGit } from "./monorepo.ts";

export interface DependencyMonorepoSize {
  packages: number;
  /** Distinct dependencies from the registry, over all packages. */
  dependencies: number;
  /** Source files of each package; without it, none. */
  sources?: number;
}

const PER_PACKAGE = 12;
const INTERNAL = 3;

/** Writes a monorepo that asks a registry for many dependencies, each from several packages, and commits it. */
export async function writeDependencyMonorepo(folder: string, size: DependencyMonorepoSize): Promise<void> {
  const write = (path: string, content: string | object) => {
    const file = `${folder}/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  };
  write("package.json", { name: "bench", version: "1.0.0", private: true, workspaces: ["packages/*"] });
  write(".gitignore", "node_modules/\n");
  for (let i = 0; i < size.packages; i++) {
    const external = externalOf(i, size);
    const internal = internalOf(i);
    write(`packages/package-${i}/package.json`, {
      name: packageName(i),
      version: "1.0.0",
      description: `Package ${i} of a generated monorepo`,
      license: "MIT",
      type: "module",
      main: "src/index.ts",
      dependencies: Object.fromEntries([
        ...internal.map((each) => [each, "^1.0.0"]),
        ...external.map((each) => [each, "^1.0.0"]),
      ].sort()),
    });
    for (let j = 0; j < (size.sources ?? 0); j++) {
      const name = j === 0 ? "index" : `module_${j}`;
      const names = [...internal, ...external];
      write(`packages/package-${i}/src/${name}.ts`, sourceText(j, names, size.sources!));
    }
  }
  await runGit(folder, ["init", "-q", "-b", "main"]);
  await runGit(folder, ["add", "."]);
  await runGit(folder, ["commit", "-q", "-m", "chore: start"]);
}

/** A registry that serves what such a monorepo asks for, in documents as large as those of npm's public one. */
export function replayedRegistry(
  { dependencies, latency }: { dependencies: number; latency: number },
): ReplayOptions {
  const packages: Record<string, ReplayedPackage> = {};
  for (let i = 0; i < dependencies; i++) {
    // A third is up to date, a third has minor upgrades, a third major ones.
    const majors = i % 3 === 2 ? 2 : 1;
    const minors = i % 3 === 0 ? 1 : 40 / majors;
    const versions: string[] = [];
    for (let major = 0; major <= majors; major++) {
      for (let minor = 0; minor < (major === 0 ? 40 : minors); minor++) {
        const patches = major === 1 && minors === 1 ? 1 : 2;
        for (let patch = 0; patch < patches; patch++) versions.push(`${major}.${minor}.${patch}`);
      }
    }
    packages[dependencyName(i)] = { versions };
  }
  return { packages, advisories: {}, latency };
}

/** Names of all dependencies from the registry. */
export function dependencyNames(dependencies: number): string[] {
  return Array.from({ length: dependencies }, (_, i) => dependencyName(i));
}

const packageName = (i: number) => `@bench/package-${i}`;
const dependencyName = (i: number) => i % 4 === 0 ? `@vendor/library-${i}` : `library-${i}`;

function externalOf(i: number, { dependencies }: DependencyMonorepoSize): string[] {
  const indices = Array.from({ length: PER_PACKAGE }, (_, k) => (i * PER_PACKAGE + k) % dependencies);
  return [...new Set(indices)].map(dependencyName);
}

function internalOf(i: number): string[] {
  return Array.from({ length: INTERNAL }, (_, k) => i - 7 * (k + 1)).filter((j) => j >= 0).map(packageName);
}

/** About 3 KB of TypeScript: imports of a few dependencies and of the next file, a class, functions, templates. */
function sourceText(j: number, dependencies: readonly string[], count: number): string {
  const named = [0, 1, 2].map((k) => dependencies[(j * 3 + k) % dependencies.length]!);
  const next = j + 1 < count ? [`import { total as next } from "./module_${j + 1}.ts";`] : ["const next = () => 0;"];
  const imports = named.map((each, k) =>
    k === 2 ? `import type { Options as Options${k} } from "${each}";` : `import { make as make${k} } from "${each}";`
  );
  const functions = Array.from({ length: 12 }, (_, k) => [
    `/** Adds what 'import("${k}")' in a comment is not. */`,
    `export function step${k}(values: readonly number[], label = \`step \${${k}}\`): Result {`,
    `  const pattern = /^[a-z]+\\/${k}"/u;`,
    `  const sum = values.reduce((left, right) => left + right / ${k + 1}, 0);`,
    `  return { label: pattern.test(label) ? label : "none", value: sum > ${k} ? sum : make${k % 2}(sum) };`,
    "}",
  ]);
  return [
    ...new Set(imports),
    ...next,
    "",
    "interface Result {\n  label: string;\n  value: number;\n}",
    "",
    ...functions.flatMap((each) => [...each, ""]),
    "export function total(options?: Options2): number {",
    "  return next() + step0([1, 2, 3]).value + (options ? 1 : 0);",
    "}",
    "",
  ].join("\n");
}
