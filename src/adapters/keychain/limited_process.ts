/** How a program ended; undefined when it had not after the limit. */
export type LimitedResult = { code: number; stdout: string; stderr: string } | undefined;

export interface LimitedRun {
  /** What it reads. */
  input?: string;
  env: Readonly<Record<string, string>>;
  limitMilliseconds: number;
}

/** Runs a program; one that takes too long is killed, and nobody waits for what it has started. Throws what `spawn` throws. */
export async function runLimited([program, ...args]: readonly string[], run: LimitedRun): Promise<LimitedResult> {
  const child = new Deno.Command(program!, {
    args,
    clearEnv: true,
    env: { ...run.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const streams = [child.stdout.getReader(), child.stderr.getReader()] as const;
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), run.limitMilliseconds);
  const ended = Promise.all([
    child.status,
    readText(streams[0]),
    readText(streams[1]),
    feed(child.stdin, run.input ?? ""),
  ]);
  try {
    const result = await Promise.race([ended, late.promise]);
    if (result) return { code: result[0].code, stdout: result[1], stderr: result[2] };
    child.kill("SIGKILL");
    await Promise.all(streams.map((stream) => stream.cancel()));
    await ended;
  } finally {
    clearTimeout(timer);
  }
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
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
