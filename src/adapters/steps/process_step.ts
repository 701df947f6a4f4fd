import { DEPTH_LIMIT, isTooDeep } from "../../domain/workflow/depth/model.ts";
import type { StepExecution, Work } from "../../domain/workflow/engine/ports.ts";
import { resolvePath } from "../../kernel/path.ts";
import { powershellArguments, powershellQuoted, type SelfCommand, shellQuoted } from "../program/self_command.ts";
import { claimingScript } from "./claims.ts";
import { copyArtifacts } from "./copy_artifacts.ts";
import { executeProcess, type ProcessEnding } from "./execute_process.ts";
import type { LineMasker } from "./masker.ts";
import { aborted, type Ending, failed, timedOut } from "./outcome.ts";
import type { ProcessGroups } from "./process_groups.ts";
import type { RunFolders } from "./run_folders.ts";
import { environmentProblem, splitEnvironment, stepVariables } from "./step_environment.ts";
import { OUTPUT_LIMIT, parseJson, readOutput, removeOutput } from "./step_output.ts";

export interface ProcessStepParts {
  folders: RunFolders;
  groups: ProcessGroups;
  masker: LineMasker;
  self: SelfCommand;
  /** Of the program's own environment; see `basicEnvironment`. */
  basics: Readonly<Record<string, string>>;
  graceMilliseconds: number;
  artifactLimit: number;
  now(): string;
}

type ProcessWork = Extract<Work, { type: "shell" | "cli" }>;

/** Executes a step of type shell or cli. Nothing of it stays on the disk but its artifacts. */
export async function executeProcessStep(
  step: StepExecution & { work: ProcessWork },
  parts: ProcessStepParts,
): Promise<Ending> {
  const problem = environmentProblem(step.work.env);
  if (problem !== undefined) return failed("ENVIRONMENT_INVALID", problem);
  const folder = parts.folders.attempt(step.runId, step.key);
  parts.folders.make(folder);
  try {
    return await executeIn(folder, step, parts);
  } finally {
    // What it wrote as its output may hold secrets. Its group has ended: the claim is no longer needed.
    parts.folders.removeAttempt(step.runId, step.key);
  }
}

async function executeIn(
  folder: string,
  step: StepExecution & { work: ProcessWork },
  parts: ProcessStepParts,
): Promise<Ending> {
  const { work, runId, key } = step;
  const { folders, masker } = parts;
  const base = step.runDirectory ?? folders.work(runId);
  if (step.runDirectory === undefined) folders.make(base);
  const cwd = resolvePath(base, work.workingDirectory ?? ".");
  if (!isFolder(cwd)) return failed("WORKING_DIRECTORY_NOT_FOUND", `The working directory '${cwd}' is not there`);

  const output = `${folder}/output.json`;
  const [env, exports] = splitEnvironment({
    ...parts.basics,
    ...work.env,
    ...stepVariables({ runId, key, task: step.task, attempt: step.attempt, output }),
  });
  let ending: ProcessEnding;
  try {
    const [program, args] = commandLine(work, { folder, exports, self: parts.self });
    ending = await executeProcess(
      { program, args, cwd, env, ...(work.type === "cli" ? { collect: OUTPUT_LIMIT } : {}) },
      {
        groups: parts.groups,
        masker,
        graceMilliseconds: parts.graceMilliseconds,
        timeoutMilliseconds: step.timeoutMilliseconds,
        signal: step.signal,
        started: (pid) => step.begun({ pid, startedAt: parts.now() }),
        line: step.line,
      },
    );
  } catch (error) {
    // Such as variables that are too long for the system, or no memory for another process.
    return failed("START_FAILED", `It could not be started: ${error instanceof Error ? error.message : error}`, {
      retryable: true,
    });
  }

  const { code } = ending;
  const read = work.type === "cli" ? readPrinted(ending) : readOutput(output);
  removeOutput(folder);
  const value = "value" in read ? masker.maskValue(read.value) : null;
  const { copied, problems } = await copyArtifacts(work.artifacts, {
    folders,
    runId,
    key,
    from: cwd,
    limit: parts.artifactLimit,
  });
  const rest = { exitCode: code, output: value, ...(copied.length > 0 ? { artifacts: copied } : {}) };
  if (ending.ended === "abort") return { ...aborted(step.signal.reason, rest), ...artifactsOf(copied) };
  if (ending.ended === "timeout") return { ...timedOut(step.timeoutMilliseconds!, rest), ...artifactsOf(copied) };
  if (ending.signal !== null) {
    return failed("SIGNAL", `It was ended by ${ending.signal}`, { ...rest, retryable: true });
  }
  if (code !== 0) {
    return failed("EXIT_CODE", masker.mask(describeExit(code, work, value)), { ...rest, retryable: true });
  }
  if ("problem" in read) return failed("OUTPUT_INVALID", masker.mask(read.problem), rest);
  if (problems.length > 0) return failed("ARTIFACT_INVALID", masker.mask(problems.join("; ")), rest);
  return { status: "success", error: null, retryable: false, ...rest };
}

function artifactsOf(copied: NonNullable<Ending["artifacts"]>): Pick<Ending, "artifacts"> {
  return copied.length > 0 ? { artifacts: copied } : {};
}

interface CommandLineParts {
  folder: string;
  exports: string;
  self: SelfCommand;
}

/**
 * What is started: always the system's shell, which claims the attempt and then becomes the step. Scripts lie in a file
 * that only their user may read. As in CI systems they end at the first command that fails: `sh -e`, `bash -eo pipefail`,
 * PowerShell with `$ErrorActionPreference = "stop"`.
 */
function commandLine(work: ProcessWork, { folder, exports, self }: CommandLineParts): [string, string[]] {
  if (Deno.build.os === "windows") return windowsCommandLine(work, { folder, self });
  const begin = claimingScript(folder) + exports;
  if (work.type === "cli") {
    const argv = [...self, "--format", "json", "--no-interactive", ...work.args];
    return ["sh", ["-c", `${begin}exec ${argv.map(shellQuoted).join(" ")}`]];
  }
  const path = writeScript(folder, work);
  switch (work.shell) {
    case "sh":
      return ["sh", ["-c", `${begin}set -e\n. ${shellQuoted(path)}`]];
    case "bash":
      return ["sh", ["-c", `${begin}exec bash --noprofile --norc -eo pipefail ${shellQuoted(path)}`]];
    case "pwsh":
      return ["sh", ["-c", `${begin}exec pwsh -NoProfile -NonInteractive -File ${shellQuoted(path)}`]];
  }
}

/** The same by way of PowerShell, as far as Windows allows: what has lost its parent is not found again. */
function windowsCommandLine(
  work: ProcessWork,
  { folder, self }: Omit<CommandLineParts, "exports">,
): [string, string[]] {
  const argv = work.type === "cli"
    ? [...self, "--format", "json", "--no-interactive", ...work.args]
    : work.shell === "pwsh"
    ? ["pwsh", "-NoProfile", "-NonInteractive", "-File", writeScript(folder, work)]
    : work.shell === "bash"
    ? ["bash", "--noprofile", "--norc", "-eo", "pipefail", writeScript(folder, work)]
    : ["sh", "-e", writeScript(folder, work)];
  const mark = powershellQuoted(`${folder}/mark`);
  const claim = `Set-Content -Path ${mark} -Value $PID
[IO.File]::Open(${powershellQuoted(`${folder}/claim`)}, 'CreateNew').Close()
`;
  const script = `$ErrorActionPreference = 'Stop'\n${claim}& ${
    argv.map(powershellQuoted).join(" ")
  }\nexit $LASTEXITCODE`;
  return ["powershell", powershellArguments(script)];
}

function writeScript(folder: string, { script, shell }: Extract<Work, { type: "shell" }>): string {
  const path = `${folder}/script${shell === "pwsh" ? ".ps1" : ""}`;
  const text = shell === "pwsh"
    ? `$ErrorActionPreference = "stop"\n${script}\nif (Test-Path variable:LASTEXITCODE) { exit $LASTEXITCODE }\n`
    : `${script}\n`;
  Deno.writeTextFileSync(path, text, { mode: 0o600 });
  return path;
}

/** What a command of this program printed: one document of JSON. */
function readPrinted({ collected, overflow }: ProcessEnding): { value: unknown } | { problem: string } {
  if (overflow) return { problem: "It printed more than 1 MiB" };
  const text = new TextDecoder().decode(collected);
  if (text.trim() === "") return { value: {} };
  const value = parseJson(text);
  if (value === undefined) return { problem: "It printed no JSON" };
  return isTooDeep(value) ? { problem: `It printed JSON of more than ${DEPTH_LIMIT} levels` } : { value };
}

function describeExit(code: number, work: ProcessWork, output: unknown): string {
  if (work.type === "cli") {
    const error = (output as { error?: { code?: unknown; message?: unknown } } | null)?.error;
    if (typeof error?.message === "string") return `It exited with code ${code}: ${error.message}`;
  } else if (code === 127 && work.shell !== "sh") {
    return `It exited with code 127: \`${work.shell}\`, or a command that the script calls, is not installed`;
  }
  return `It exited with code ${code}`;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
