import { fileURLToPath } from "node:url";
import { PASSED_ON_NAMES } from "../../src/adapters/process/environment.ts";
import { denoFlags } from "../../src/cli/permissions.ts";
import install from "../../src/commands/update/install.ts";
import { recordsOfManagers } from "../../src/domain/release/updates/installation.ts";

const MAIN = fileURLToPath(new URL("./program_main.ts", import.meta.url));

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A shell script in the place of an installed binary, in a folder of its own. */
export class InstalledProgram implements Disposable {
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "update it " }));
  readonly path: string;

  constructor(readonly version: string, { below = "bin" }: { below?: string } = {}) {
    this.path = `${this.folder}/${below}/workspace`;
    Deno.mkdirSync(`${this.folder}/${below}`, { recursive: true });
    Deno.writeTextFileSync(this.path, `#!/bin/sh\necho 'workspace ${version}'\n`, { mode: 0o755 });
    Deno.chmodSync(this.path, 0o755);
  }

  /** Runs a command line as this program, with no more permissions than `update install` states. */
  async run(
    args: readonly string[],
    { base, env = {}, readOnly = false }: { base?: string; env?: Record<string, string>; readOnly?: boolean } = {},
  ): Promise<Outcome> {
    const binFolder = this.path.slice(0, this.path.lastIndexOf("/"));
    const flags = denoFlags(
      {
        ...install.needs,
        write: readOnly ? [] : install.needs.write!,
        env: [...install.needs.env!, "PROGRAM", "PROGRAM_VERSION", "PROGRAM_TARGET"],
      },
      {
        paths: (place) => place === "program" ? [binFolder, ...recordsOfManagers()] : [],
        hosts: ["127.0.0.1", "localhost"],
        processEnvironment: PASSED_ON_NAMES,
      },
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--cached-only", ...flags, MAIN, ...args],
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH")!,
        HOME: this.folder,
        DENO_DIR: await denoDirectory(),
        NO_COLOR: "1",
        LANG: "C.UTF-8",
        PROGRAM: this.path,
        PROGRAM_VERSION: this.version,
        ...coverage(),
        ...base === undefined ? {} : { WORKSPACE_INSTALL_BASE_URL: base },
        ...env,
      },
      stdin: "null",
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }

  /** What the file in the program's place prints. */
  async printed(): Promise<string> {
    const { stdout } = await new Deno.Command(this.path, { args: ["--version"] }).output();
    return new TextDecoder().decode(stdout).trim();
  }

  /** Names of the files beside the program, it included. */
  files(): string[] {
    return [...Deno.readDirSync(this.path.slice(0, this.path.lastIndexOf("/")))].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.chmodSync(this.path.slice(0, this.path.lastIndexOf("/")), 0o755);
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function coverage(): Record<string, string> {
  const folder = Deno.env.get("DENO_COVERAGE_DIR");
  return folder ? { DENO_COVERAGE_DIR: folder } : {};
}

let directory: Promise<string> | undefined;

function denoDirectory(): Promise<string> {
  return directory ??= new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()
    .then(({ stdout }) => JSON.parse(new TextDecoder().decode(stdout)).denoDir);
}
