import { throughShell } from "../program/self_command.ts";

/** How a program ended; undefined when it had not after the limit. */
export type LimitedResult = { code: number; stdout: string; stderr: string } | undefined;

export interface LimitedRun {
  /** What it reads. */
  input?: string;
  env: Readonly<Record<string, string>>;
  limitMilliseconds: number;
}

/** Runs a program through the system's shell; one that takes too long is ended with all that it has started. */
export async function runLimited(argv: readonly string[], run: LimitedRun): Promise<LimitedResult> {
  const [program, args] = throughShell(argv);
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...run.env },
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let late = false;
  let ending: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    late = true;
    ending = endTree(child.pid);
  }, run.limitMilliseconds);
  try {
    const [output] = await Promise.all([child.output(), feed(child.stdin, run.input ?? "")]);
    if (late) return undefined;
    const decoder = new TextDecoder();
    return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
  } finally {
    clearTimeout(timer);
    await ending;
  }
}

async function feed(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // It ended without reading: its exit code tells why.
  }
}

async function endTree(pid: number): Promise<void> {
  const [program, args] = Deno.build.os === "windows"
    ? ["powershell", ["-NoProfile", "-NonInteractive", "-Command", `taskkill /T /F /PID ${pid}`]] as const
    : ["sh", ["-c", `kill -s KILL -- -${pid}`]] as const;
  await new Deno.Command(program, { args: [...args], stdin: "null", stdout: "null", stderr: "null", clearEnv: true })
    .output();
}
