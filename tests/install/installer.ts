import { fileURLToPath } from "node:url";

const SCRIPT = Deno.readFileSync(fileURLToPath(new URL("../../install.sh", import.meta.url)));

/** Programs that install.sh calls. A test's PATH has these and no others. */
const PROGRAMS = [
  ..."awk cat chmod cp curl env getconf grep gzip head id ldd ln ls mkdir mktemp mv openssl perl readlink rm rmdir sed"
    .split(" "),
  ..."sha256sum shasum sh sleep sort sysctl tail tar tr uname unzip wget".split(" "),
];

export interface InstallerOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface InstallerOptions {
  env?: Record<string, string>;
  /** How the shell is called; by default `sh`. */
  shell?: readonly string[];
  /** Programs that are not there. */
  without?: readonly string[];
  /** Shell scripts by the name of the program whose place they take. */
  fakes?: Record<string, string>;
  signal?: AbortSignal;
}

/** A folder with a home, a folder for temporary files and one for the programs of PATH. */
export class Machine implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "install it " });
  readonly home = `${this.folder}/home`;
  readonly temporary = `${this.folder}/tmp`;
  readonly bin = `${this.home}/.local/bin`;
  #paths = 0;

  constructor(readonly base: string) {
    Deno.mkdirSync(this.home);
    Deno.mkdirSync(this.temporary);
  }

  /** Runs install.sh as `curl … | sh -s -- …` does. */
  async install(args: readonly string[], options: InstallerOptions = {}): Promise<InstallerOutcome> {
    const child = this.start(args, options);
    return await this.finish(child);
  }

  start(args: readonly string[], options: InstallerOptions = {}): Deno.ChildProcess {
    const [shell, ...before] = options.shell ?? ["sh"];
    const child = new Deno.Command(find(shell!) ?? shell!, {
      args: [...before, "-s", "--", ...args],
      clearEnv: true,
      env: {
        HOME: this.home,
        TMPDIR: this.temporary,
        PATH: this.#makePath(options),
        WORKSPACE_INSTALL_BASE_URL: this.base,
        WORKSPACE_INSTALL_DIR: this.bin,
        ...options.env,
      },
      cwd: this.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return child;
  }

  async finish(child: Deno.ChildProcess): Promise<InstallerOutcome> {
    const writer = child.stdin.getWriter();
    // A shell that ends early does not read on.
    await writer.write(SCRIPT).then(() => writer.close()).catch(() => {});
    const { code, stdout, stderr } = await child.output();
    const decode = (data: Uint8Array) => new TextDecoder().decode(data);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }

  #makePath({ without = [], fakes = {} }: InstallerOptions): string {
    const path = `${this.folder}/path${++this.#paths}`;
    Deno.mkdirSync(path);
    for (const name of PROGRAMS) {
      const program = find(name);
      if (program && !without.includes(name) && !(name in fakes)) Deno.symlinkSync(program, `${path}/${name}`);
    }
    for (const [name, script] of Object.entries(fakes)) {
      Deno.writeTextFileSync(`${path}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return path;
  }

  /** Everything in the home and among temporary files: path, and the content of files. */
  snapshot(): Map<string, string> {
    const found = new Map<string, string>();
    const read = (folder: string) => {
      for (const { name, isDirectory } of Deno.readDirSync(folder)) {
        const path = `${folder}/${name}`;
        if (isDirectory) read(path);
        found.set(path.slice(this.folder.length + 1), isDirectory ? "" : Deno.readTextFileSync(path));
      }
    };
    read(this.home);
    read(this.temporary);
    return new Map([...found].sort());
  }

  /** Paths of files under a folder. */
  files(under = this.home): string[] {
    const prefix = `${under.slice(this.folder.length + 1)}/`;
    return [...this.snapshot()].filter(([path]) =>
      path.startsWith(prefix) && !Deno.statSync(`${this.folder}/${path}`).isDirectory
    )
      .map(([path]) => path.slice(prefix.length));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** The path of a program that this machine has. */
export function find(name: string): string | undefined {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
    } catch {
      // Not in this folder.
    }
  }
}
