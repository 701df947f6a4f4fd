import type { Files } from "../../../../kernel/ports.ts";
import type { Package } from "../../model.ts";
import { type ManifestReader, parseTable } from "../manifests.ts";

/** Programs whose name is not that of their package. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "@angular/cli": "ng",
  "@arethetypeswrong/cli": "attw",
  "@babel/cli": "babel",
  "@babel/node": "babel-node",
  "@biomejs/biome": "biome",
  "@changesets/cli": "changeset",
  "@commitlint/cli": "commitlint",
  "@microsoft/api-extractor": "api-extractor",
  "@nestjs/cli": "nest",
  "@playwright/test": "playwright",
  "@redocly/cli": "redocly",
  "@sveltejs/package": "svelte-package",
  "@swc/cli": "swc",
  "@vue/cli-service": "vue-cli-service",
  "npm-check-updates": "ncu",
  "npm-run-all": "run-s run-p",
  "npm-run-all2": "run-s run-p",
  "storybook": "sb",
  "typescript": "tsc tsserver",
  "vue-tsc": "vue-tsc",
  "webpack-cli": "webpack",
};

/** Files that configure tools, start programs or describe the project's automation, seen from their package. */
const TOOL_FILE =
  /^(?:\.[^/]*rc(?:\.\w+)?|\.[^/]+\.(?:json|ya?ml|toml|[cm]?js|[cm]?ts)|[^/]*\.(?:config|conf|setup|workspace)\.\w+|[^/]+\.(?:json|jsonc|json5|ya?ml|toml|sh)|(?:gulp|grunt)file\.\w+|Makefile|Dockerfile[^/]*|Procfile|Jenkinsfile|justfile|(?:\.github|\.circleci|\.husky|\.storybook|\.vscode|\.buildkite|\.devcontainer)\/.+)$/i;
const NOT_TOOL_FILE =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;
/** Fields of a manifest that configure no tool. */
const NOT_TOOLS = [
  "scripts",
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
  "peerDependenciesMeta",
];
const TEXT_LIMIT = 512 * 1024;

/** A configuration file: its name below its package, and what it says. */
interface ToolFile {
  name: string;
  text: string;
}

/** Tells what scripts, configuration files and other dependencies need, without an import. */
export interface ToolUse {
  isNeeded(pkg: Package, dependency: string): boolean;
  /** Whether a tool's configuration of the package replaces a name by something else (`alias`, `moduleNameMapper`). */
  isMapped(pkg: Package, name: string): boolean;
}

/** Everything is read when it is first asked for, and once. `paths` are the project's files. */
export function toolUse(
  files: Files,
  { root, paths, manifests }: { root: string; paths: readonly string[]; manifests: ManifestReader },
): ToolUse {
  const texts = new Map<string, ToolFile[]>();
  const installed = new Map<string, Record<string, unknown>>();
  const hasModules = new Map<string, boolean>();
  const scripts = new Map<string, string>();
  const top = manifests.packages.find(({ path }) => path === ".");
  let byPackage: Map<string, string[]> | undefined;

  /** Scripts that may run what a package depends on: its own and the root's; for the root those of all packages. */
  function scriptsFor(pkg: Package): string {
    let text = scripts.get(pkg.path);
    if (text === undefined) {
      const sources = pkg.path === "." ? manifests.packages : [pkg, ...top ? [top] : []];
      text = sources.flatMap((each) => Object.values(tableOf(manifests.fields(each.manifestPath).scripts))).join("\n");
      scripts.set(pkg.path, text);
    }
    return text;
  }

  /** Configuration files of a package: their names below it, and what they say. */
  function toolFiles(pkg: Package): ToolFile[] {
    const known = texts.get(pkg.path);
    if (known) return known;
    byPackage ??= listToolFiles(paths, manifests.packages);
    const folder = pkg.path === "." ? root : `${root}/${pkg.path}`;
    const found = (byPackage.get(pkg.path) ?? []).map((name) => ({
      name,
      text: readShort(files, `${folder}/${name}`),
    }));
    const fields = { ...manifests.fields(pkg.manifestPath) };
    for (const table of NOT_TOOLS) delete fields[table];
    found.push({ name: "package.json", text: JSON.stringify(fields) });
    texts.set(pkg.path, found);
    return found;
  }

  function installs(folder: string): boolean {
    let answer = hasModules.get(folder);
    if (answer === undefined) hasModules.set(folder, answer = files.kindOf(`${folder}/node_modules`) !== undefined);
    return answer;
  }

  function findInstalled(pkg: Package, name: string): Record<string, unknown> {
    for (const folder of pkg.path === "." ? [root] : [`${root}/${pkg.path}`, root]) {
      if (!installs(folder)) continue;
      const path = `${folder}/node_modules/${name}/package.json`;
      let fields = installed.get(path);
      if (!fields) installed.set(path, fields = parseTable(readShort(files, path)));
      if (fields.name !== undefined) return fields;
    }
    return {};
  }

  /** What its programs are called: as it says itself where it is installed. */
  function programsOf(pkg: Package, name: string): string[] {
    const { bin } = findInstalled(pkg, name);
    const short = name.slice(name.lastIndexOf("/") + 1);
    if (typeof bin === "object" && bin !== null) return Object.keys(bin);
    const scope = /^@([^/]+)\/cli$/.exec(name)?.[1];
    return [short, ...scope ? [scope] : [], ...Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]!.split(" ") : []];
  }

  function isPeerOfSibling(pkg: Package, dependency: string): boolean {
    const scope = pkg.path === "." ? manifests.packages : [pkg];
    return scope.some((each) =>
      each.dependencies.some(({ name }) =>
        name !== dependency && Object.hasOwn(tableOf(findInstalled(each, name).peerDependencies), dependency)
      )
    );
  }

  return {
    isNeeded(pkg, dependency) {
      const sources = pkg.path === "." || top === undefined ? [pkg] : [pkg, top];
      const run = scriptsFor(pkg);
      if (names(run, dependency) || programsOf(pkg, dependency).some((each) => names(run, each))) return true;
      const configurations = sources.flatMap(toolFiles);
      const words = configurationNames(dependency);
      if (
        configurations.some(({ name, text }) =>
          isNamedAfter(name, dependency) || words.some((each) => names(text, each))
        )
      ) {
        return true;
      }
      return programsOf(pkg, dependency).some((each) =>
        configurations.some(({ name, text }) =>
          /^\.(?:github|husky|circleci)\/|\.sh$|file$/.test(name) && names(text, each)
        )
      ) || isPeerOfSibling(pkg, dependency);
    },
    isMapped(pkg, name) {
      const sources = pkg.path === "." || top === undefined ? [pkg] : [pkg, top];
      return sources.flatMap(toolFiles).some(({ text }) =>
        /alias|moduleNameMapper|externals|virtual|paths/.test(text) && names(text, name)
      );
    },
  };
}

/** Names below their package of the files that tools read, by the package's folder. */
function listToolFiles(paths: readonly string[], packages: readonly Package[]): Map<string, string[]> {
  const found = new Map<string, string[]>(packages.map(({ path }) => [path, []]));
  for (const path of paths) {
    const cut = /(?:^|\/)(?=\.[^/]+\/)/.exec(path)?.index ?? path.lastIndexOf("/");
    const folder = cut <= 0 ? "." : path.slice(0, cut);
    const names = found.get(folder);
    const name = folder === "." ? path : path.slice(folder.length + 1);
    if (names && TOOL_FILE.test(name) && !NOT_TOOL_FILE.test(name)) names.push(name);
  }
  return found;
}

function readShort(files: Files, path: string): string {
  try {
    const text = files.readText(path) ?? "";
    return text.length > TEXT_LIMIT ? "" : text;
  } catch {
    return "";
  }
}

/** Whether a text has a name on its own, not as a part of a longer one. */
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + name.length] ?? " ";
    if (!/[\w@-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

/** What a tool's configuration may call a plugin or preset: ESLint, Babel, Prettier, Jest and others leave out what is the same in all. */
function configurationNames(dependency: string): string[] {
  const plugin =
    /^(@[^/]+\/)?(?:eslint-(?:plugin|config|import-resolver|formatter)|babel-(?:plugin|preset)|stylelint-(?:config|plugin)|jest-environment|remark|rehype|postcss|rollup-plugin|vite-plugin|prettier-plugin)(?:-(.+))?$/
      .exec(dependency);
  const scoped = /^(@[^/]+)\/(?:plugin|preset|coverage|environment|adapter)-(.+)$/.exec(dependency);
  const short = plugin ? `${plugin[1] ?? ""}${plugin[2] ?? ""}`.replace(/\/$/, "") : undefined;
  const extra = scoped
    ? [`${scoped[1]}/${scoped[2]}`, ...scoped[2]!.length > 1 ? [`"${scoped[2]}"`, `'${scoped[2]}'`] : []]
    : [];
  return [dependency, ...short ? [short] : [], ...extra];
}

/** `.prettierrc` is prettier's, `commitlint.config.js` is of `@commitlint/cli`. */
function isNamedAfter(file: string, dependency: string): boolean {
  const stem = /^\.?([a-z][a-z-]{2,}?)(?:rc\b|\.conf|\.config|\.setup|\.workspace|ignore\b|file\b|\.json|\.ya?ml|\/)/i
    .exec(file)?.[1];
  if (stem === undefined || stem === "package") return false;
  const [first = "", second = ""] = dependency.replace(/^@/, "").split("/");
  return [first, second].includes(stem) &&
    (dependency.startsWith("@") ? /^(?:core|cli|test|[a-z]+)$/.test(second) : true);
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
}
