import { fileURLToPath } from "node:url";

/** Real package managers for tests, installed once into the project's own node_modules. */
const CACHE = fileURLToPath(new URL("../node_modules/.cache/package-managers", import.meta.url));

const VERSIONS = {
  npm: "npm@11.6.2",
  pnpm12: "pnpm@12.21.0",
  pnpm: "pnpm@10.34.8",
  pnpm8: "pnpm@8.15.9",
  pnpm7: "pnpm@7.33.7",
  yarn: "@yarnpkg/cli-dist@4.18.1",
  yarn3: "@yarnpkg/cli-dist@3.8.7",
  yarn1: "yarn@1.22.22",
  bun: "bun@1.4.4",
} as const;

export type PackageManagerUnderTest = keyof typeof VERSIONS;

const SCRIPTS: Partial<Record<PackageManagerUnderTest, string>> = {
  npm: "bin/npm-cli.js",
  pnpm: "bin/pnpm.cjs",
  pnpm8: "bin/pnpm.cjs",
  pnpm7: "bin/pnpm.cjs",
  yarn: "bin/yarn.js",
  yarn3: "bin/yarn.js",
  yarn1: "bin/yarn.js",
};

/** Runs a package manager in a folder and gives its exit code and everything it printed. */
export async function runPackageManager(
  manager: PackageManagerUnderTest,
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; output: string }> {
  const home = await installed(manager);
  const [program, ...before] = commandLine(manager, home);
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: [...before, ...args],
    cwd,
    env: {
      // Without these, each manager behaves differently in CI and on a desk, or asks its makers for news.
      CI: "",
      npm_config_cache: `${home}/cache/npm`,
      npm_config_update_notifier: "false",
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_store_dir: `${home}/cache/${manager}-store`,
      YARN_ENABLE_TELEMETRY: "0",
      YARN_ENABLE_GLOBAL_CACHE: "0",
      // Earlier ones refuse settings that they do not know.
      ...manager === "yarn" ? { YARN_ENABLE_HARDENED_MODE: "0" } : {},
      BUN_INSTALL_CACHE_DIR: `${home}/cache/bun`,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** What starts a package manager: the program, and what stands before its own arguments. */
export async function packageManagerLine(manager: PackageManagerUnderTest): Promise<string[]> {
  return commandLine(manager, await installed(manager));
}

function commandLine(manager: PackageManagerUnderTest, home: string): string[] {
  const script = SCRIPTS[manager];
  return script === undefined ? [binaryProgram(manager, home)] : ["node", `${home}/node_modules/${manager}/${script}`];
}

/** The folder that a package manager is installed in; made complete elsewhere and moved, for tests that run at once. */
async function installed(manager: PackageManagerUnderTest): Promise<string> {
  const name = VERSIONS[manager].replaceAll(/\W+/g, "-");
  Deno.mkdirSync(CACHE, { recursive: true });
  const home = `${CACHE}/${name}`;
  const parent = Deno.makeTempDirSync({ dir: CACHE, prefix: "new-" });
  try {
    if (exists(home)) return home;
    const { code, stderr } = await new Deno.Command(Deno.build.os === "windows" ? "npm.cmd" : "npm", {
      args: [
        "install",
        `--prefix=${parent}`,
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-save",
        `${manager}@npm:${VERSIONS[manager]}`,
      ],
      cwd: parent,
      stdin: "null",
    }).output();
    if (code !== 0) throw new Error(`${VERSIONS[manager]}: ${new TextDecoder().decode(stderr)}`);
    try {
      Deno.renameSync(parent, home);
    } catch (error) {
      if (!exists(home)) throw error;
    }
    return home;
  } finally {
    if (exists(parent)) Deno.removeSync(parent, { recursive: true });
  }
}

/** Packages of binaries have a placeholder that a script replaces; the program lies in the package for the platform. */
function binaryProgram(manager: PackageManagerUnderTest, home: string): string {
  const { os, arch } = Deno.build;
  const cpu = arch === "x86_64" ? "x64" : "arm64";
  const extension = os === "windows" ? ".exe" : "";
  if (manager === "bun") {
    return `${home}/node_modules/@oven/bun-${os}-${arch === "x86_64" ? "x64" : arch}/bin/bun${extension}`;
  }
  return `${home}/node_modules/@pnpm/exe.${os === "windows" ? "win32" : os}-${cpu}/pnpm${extension}`;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
