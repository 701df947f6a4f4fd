/** One command to time. */
export interface Subject {
  /** As shown in tables. */
  name: string;
  program: string;
  args: string[];
  /** Brings the folder back to its start before every run; not timed. */
  prepare?: (() => Promise<void>) | undefined;
  /** Exit codes besides 0 that are answers. */
  answers?: number[];
  /** Variables besides those that all subjects get. */
  env?: Record<string, string>;
}

/** Wall clock of a whole process, the processor time of it and its children, and the memory of its largest one. */
export interface Measurement {
  name: string;
  medianMilliseconds: number;
  minimumMilliseconds: number;
  /** Minimum of user and system time, to the nearest 10 ms. Undefined where GNU time is not installed. */
  processorMilliseconds: number | undefined;
  /** Undefined where GNU time is not installed. */
  peakMebibytes: number | undefined;
  runs: number;
}

const GNU_TIME = "/usr/bin/time";

/** Times the subjects in turns (A B C, A B C, …), so that a machine that slows down slows all of them down. */
export async function measure(
  subjects: Subject[],
  { runs, cwd }: { runs: number; cwd: string },
): Promise<Measurement[]> {
  const samples = subjects.map(() => ({ times: [] as number[], processor: [] as number[], peaks: [] as number[] }));
  for (let run = -1; run < runs; run++) {
    for (const [i, subject] of subjects.entries()) {
      await subject.prepare?.();
      const { milliseconds, usage } = await runOnce(subject, cwd);
      if (run < 0) continue; // the first round warms caches
      samples[i]!.times.push(milliseconds);
      if (usage === undefined) continue;
      samples[i]!.processor.push(usage.processor);
      samples[i]!.peaks.push(usage.peak);
    }
  }
  return subjects.map(({ name }, i) => {
    const { times, processor, peaks } = samples[i]!;
    return {
      name,
      medianMilliseconds: median(times),
      minimumMilliseconds: Math.min(...times),
      processorMilliseconds: processor.length > 0 ? Math.min(...processor) : undefined,
      peakMebibytes: peaks.length > 0 ? median(peaks) : undefined,
      runs,
    };
  });
}

interface Usage {
  /** Milliseconds. */
  processor: number;
  /** Mebibytes. */
  peak: number;
}

async function runOnce(subject: Subject, cwd: string): Promise<{ milliseconds: number; usage: Usage | undefined }> {
  const hasTime = isFile(GNU_TIME);
  const report = hasTime ? await Deno.makeTempFile() : "";
  const line = [subject.program, ...subject.args];
  const [program, ...args] = hasTime ? [GNU_TIME, "-q", "-f", "%M %U %S", "-o", report, ...line] : line;
  const command = new Deno.Command(program!, { args, cwd, stdin: "null", env: { ...ENVIRONMENT, ...subject.env } });
  const start = performance.now();
  const { code, stdout, stderr } = await command.output();
  const milliseconds = performance.now() - start;
  const usage = hasTime ? parseUsage(Deno.readTextFileSync(report)) : undefined;
  if (hasTime) Deno.removeSync(report);
  if (code !== 0 && !subject.answers?.includes(code)) {
    const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
    throw new Error(`${subject.name} failed with ${code}:\n${said.slice(0, 2000)}`);
  }
  return { milliseconds, usage };
}

function parseUsage(report: string): Usage {
  const [kibibytes, user, system] = report.trim().split("\n").at(-1)!.split(" ").map(Number) as [
    number,
    number,
    number,
  ];
  return { processor: (user + system) * 1000, peak: kibibytes / 1024 };
}

/** No daemons, no network, no prompts: what is timed is the program itself. */
const ENVIRONMENT = { CI: "1", NO_COLOR: "1", NX_DAEMON: "false", NX_NO_CLOUD: "true", DENO_NO_UPDATE_CHECK: "1" };

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
