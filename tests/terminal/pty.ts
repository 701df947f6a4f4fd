/** A program that shows nothing of what a test waits for is stopped, so that the test fails. */
const LIMIT_MILLISECONDS = 30_000;

/** A program on a terminal of its own (util-linux `script`), driven by what it shows. */
export class Pty implements AsyncDisposable {
  #shown = "";
  #read = 0;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: Promise<void>;
  #arrived = Promise.withResolvers<void>();
  #ended = false;
  readonly #limit: ReturnType<typeof setTimeout>;

  /** Runs a shell command line; `stty` sets the size of the terminal. */
  constructor(commandLine: string, options: { cwd: string; env?: Record<string, string> }) {
    this.#child = new Deno.Command("script", {
      args: ["-qefc", `stty rows 40 cols 200; ${commandLine}`, "/dev/null"],
      cwd: options.cwd,
      env: { TERM: "xterm", SHELL: "/bin/sh", CI: "", NO_COLOR: "1", ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#output = this.#follow();
    this.#limit = setTimeout(() => this.#stop(), LIMIT_MILLISECONDS);
  }

  async #follow(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#shown += text;
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    }
    this.#ended = true;
    this.#arrived.resolve();
  }

  /** Everything shown so far, without escape sequences. */
  get shown(): string {
    return plain(this.#shown);
  }

  /** Everything shown so far, as it was written. */
  get raw(): string {
    return this.#shown;
  }

  async type(keys: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(keys));
  }

  /** Waits until something new that fits is shown, and returns the match. Fails when the program ends without it. */
  async sees(pattern: RegExp): Promise<RegExpExecArray> {
    while (true) {
      const fresh = plain(this.#shown.slice(this.#read));
      const found = pattern.exec(fresh);
      if (found) {
        this.#read = this.#shown.length;
        return found;
      }
      if (this.#ended) throw new Error(`ended without showing ${pattern}; shown: ${JSON.stringify(fresh)}`);
      await this.#arrived.promise;
    }
  }

  /** Waits for the end. Returns the exit code. */
  async ends(): Promise<number> {
    const { code } = await this.#child.status;
    await this.#output;
    return code;
  }

  #stop(): void {
    if (this.#ended) return;
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // it has just ended
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#limit);
    this.#stop();
    await this.#writer.close().catch(() => {});
    await this.ends();
  }
}

/** Without escape sequences and carriage returns. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07|\x1b\([A-Z]|[\r\x07]/g, "");
}

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}
