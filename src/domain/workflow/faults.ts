import { fault } from "../../kernel/fault.ts";
import { nearest } from "../../kernel/suggest.ts";

/** "Did you mean one of these?" with a line for each, as the workflow PRD shows it; without any, the other text. */
function suggest(typed: string, known: readonly string[], otherwise: string): string {
  const near = nearest(typed, known);
  if (near.length === 0) return otherwise;
  return ["Did you mean one of these?", ...near.map((each) => `  • ${each}`), "", otherwise].join("\n");
}

export const WORKFLOW_NOT_FOUND = fault<{ id: string; known: string[]; requestId?: string }>({
  code: "WORKFLOW_NOT_FOUND",
  exit: 8,
  when: "No workflow of this id is deployed.",
  message: ({ id }) => `Workflow '${id}' not found`,
  cause: ({ known }) => known.length === 0 ? "No workflow is deployed there." : "No deployed workflow has this id.",
  hint: ({ id, known }) => suggest(id, known, "Run `workspace workflow list` to see all available workflows."),
});

export const VERSION_NOT_FOUND = fault<{ id: string; version: string; known: string[] }>({
  code: "VERSION_NOT_FOUND",
  exit: 8,
  when: "A workflow has no such version.",
  message: ({ id, version }) => `Workflow '${id}' has no version '${version}'`,
  cause: ({ known }) => `Its versions are ${known.slice(0, 10).join(", ")}${known.length > 10 ? ", …" : ""}.`,
  hint: ({ id }) => `Run \`workspace workflow history ${id}\` to see them.`,
});

export const VERSION_TAKEN = fault<{ id: string; version: string }>({
  code: "VERSION_TAKEN",
  exit: 15,
  when: "A version is deployed that the workflow already has, with other content.",
  message: ({ id, version }) => `Version ${version} of workflow '${id}' has other content already`,
  cause: () => "A version stands for one content for ever: runs refer to it.",
  hint: () => "Give a higher version with --version, or leave it out to count up.",
});

export const PRECONDITION_FAILED = fault<{ id: string }>({
  code: "PRECONDITION_FAILED",
  exit: 10,
  when: "A workflow was changed since it was read (If-Match).",
  message: ({ id }) => `Workflow '${id}' was changed by somebody else`,
  cause: () => "Its state is no longer the one that this change was made for.",
  hint: ({ id }) => `Look at it again with \`workspace workflow get ${id}\`, then repeat the change.`,
});

export const WORKFLOW_BUSY = fault<{ id: string; runs: number }>({
  code: "WORKFLOW_BUSY",
  exit: 1,
  when: "A workflow is deleted while runs of it have not ended.",
  message: ({ id, runs }) =>
    `${runs} ${runs === 1 ? "run" : "runs"} of workflow '${id}' ${runs === 1 ? "has" : "have"} not ended`,
  cause: () => "Runs keep their own copy of the definition, but nobody would expect them to go on.",
  hint: ({ id }) =>
    `Wait for them or cancel them (\`workspace run list --workflow ${id}\`); --force deletes it all the same.`,
});

export const WORKFLOW_DISABLED = fault<{ id: string }>({
  code: "WORKFLOW_DISABLED",
  exit: 1,
  when: "A run of a disabled workflow is asked for.",
  message: ({ id }) => `Workflow '${id}' is disabled`,
  cause: () => "A disabled workflow starts no runs.",
  hint: ({ id }) => `Enable it with \`workspace workflow enable ${id}\`.`,
});

export const DEFINITION_INVALID = fault<
  { file: string; line: number | null; column: number | null; path: string; problem: string; hint: string }
>({
  code: "DEFINITION_INVALID",
  exit: 15,
  when: "The definition of a workflow has a mistake.",
  message: ({ file, line, column }) =>
    `Invalid workflow definition: ${file}${line === null ? "" : `:${line}:${column}`}`,
  cause: ({ path, problem }) => path === "" ? problem : `${path}: ${problem}`,
  hint: ({ hint }) => hint,
});

export const INPUT_INVALID = fault<{ id: string; problems: { path: string; message: string }[] }>({
  code: "INPUT_INVALID",
  exit: 10,
  when: "The parameters of a run do not fit the workflow's input schema.",
  message: ({ id }) => `Invalid parameters for workflow '${id}'`,
  cause: ({ problems }) => problems.map(({ path, message }) => `${path || "parameters"}: ${message}`).join("\n"),
  hint: ({ id }) => `\`workspace workflow get ${id}\` shows the schema; give parameters with --params.`,
});

/** Ids that an abbreviated one may stand for; `run-` may be left out. */
function beginningWith(id: string, known: readonly string[]): string[] {
  return known.filter((each) => each.startsWith(id) || each.startsWith(`run-${id}`)).slice(0, 5);
}

export const RUN_NOT_FOUND = fault<{ id: string; known: string[]; requestId?: string }>({
  code: "RUN_NOT_FOUND",
  exit: 8,
  when: "There is no run of this id, or more than one that begins with it.",
  message: ({ id }) => `Run '${id}' not found`,
  cause: ({ id, known }) =>
    beginningWith(id, known).length > 1 ? "More than one run begins with this." : "No run has this id.",
  hint({ id, known }) {
    const meant = beginningWith(id, known);
    if (meant.length < 2) return suggest(id, known, "Run `workspace run list` to see recent runs.");
    return ["Give more of the id:", ...meant.map((each) => `  • ${each}`)].join("\n");
  },
});

export const RUN_FINAL = fault<{ id: string; status: string; action: string }>({
  code: "RUN_FINAL",
  exit: 1,
  when: "A run that has ended is to be cancelled, paused, resumed or signalled.",
  message: ({ id, status, action }) => `Run '${id}' cannot be ${action}: it ended with ${status}`,
  cause: () => "A run that has ended does not change any more.",
  hint: ({ id }) => `\`workspace run rerun ${id}\` runs it again.`,
});

export const RUN_NOT_FINAL = fault<{ id: string; status: string }>({
  code: "RUN_NOT_FINAL",
  exit: 1,
  when: "A run that has not ended is to be run again.",
  message: ({ id, status }) => `Run '${id}' has not ended: it is ${status}`,
  cause: () => "Only what has ended can be run again.",
  hint: ({ id }) => `Follow it with \`workspace run watch ${id}\`, or end it with \`workspace run cancel ${id}\`.`,
});

export const TASK_NOT_FOUND = fault<{ task: string; known: string[] }>({
  code: "TASK_NOT_FOUND",
  exit: 8,
  when: "A run or workflow has no task of this id.",
  message: ({ task }) => `Task '${task}' not found`,
  cause: ({ known }) => `The tasks are ${known.join(", ")}.`,
  hint: ({ task, known }) => suggest(task, known, "Give one of these."),
});

export const APPROVAL_NOT_FOUND = fault<{ id: string; task: string | null; waiting: string[] }>({
  code: "APPROVAL_NOT_FOUND",
  exit: 8,
  when: "A run waits for no such approval, or for several and none was named.",
  message: ({ id, task }) =>
    task === null ? `Run '${id}' waits for no single approval` : `Run '${id}' does not wait for approval '${task}'`,
  cause: ({ waiting }) =>
    waiting.length === 0 ? "It waits for no approval now." : `It waits for ${waiting.join(", ")}.`,
  hint: ({ id, waiting }) =>
    waiting.length === 0
      ? `\`workspace run get ${id}\` shows what it does.`
      : `Name one: \`workspace run approve ${id} --task ${waiting[0]}\`.`,
});

export const APPROVAL_NOT_ALLOWED = fault<{ task: string; actor: string; approvers: string[] }>({
  code: "APPROVAL_NOT_ALLOWED",
  exit: 7,
  when: "Somebody decides who is not among the approvers.",
  message: ({ task, actor }) => `'${actor}' may not decide on '${task}'`,
  cause: ({ approvers }) => `Its approvers are ${approvers.join(", ")}.`,
  hint: () => "Ask one of them.",
});

export const ARTIFACT_NOT_FOUND = fault<{ id: string; name: string; known: string[] }>({
  code: "ARTIFACT_NOT_FOUND",
  exit: 8,
  when: "A run has no artifact of this name.",
  message: ({ id, name }) => `Run '${id}' has no artifact '${name}'`,
  cause: ({ known }) => known.length === 0 ? "It has none." : `It has ${known.join(", ")}.`,
  hint: ({ id }) => `\`workspace run get ${id}\` lists them.`,
});

export const SCHEDULE_NOT_FOUND = fault<{ id: string; known: string[] }>({
  code: "SCHEDULE_NOT_FOUND",
  exit: 8,
  when: "A workflow has no schedule.",
  message: ({ id }) => `Workflow '${id}' has no schedule`,
  cause: () => "Its definition has no `schedule`.",
  hint: ({ id, known }) => suggest(id, known, "Add one to the definition and deploy it."),
});

export const SECRET_TOO_SHORT = fault<{ name: string }>({
  code: "SECRET_TOO_SHORT",
  exit: 10,
  when: "A secret has fewer than 8 characters.",
  message: ({ name }) => `Secret '${name}' is too short`,
  cause: () => "Under 8 characters it could not be masked in logs without hiding other words.",
  hint: () => "Use a value of at least 8 characters.",
});

export const SECRET_NOT_FOUND = fault<{ name: string; known: string[] }>({
  code: "SECRET_NOT_FOUND",
  exit: 8,
  when: "A secret that is to be deleted, or that a run needs, is not set.",
  message: ({ name }) => `Secret '${name}' not found`,
  cause: () => "It is not set here.",
  hint: ({ name, known }) => suggest(name, known, `Set it with \`workspace secret set ${name}\`.`),
});

export const SECRET_SOURCE_REFUSED = fault<{ name: string }>({
  code: "SECRET_SOURCE_REFUSED",
  exit: 15,
  when: "A definition takes a secret from the environment where that is not allowed.",
  message: ({ name }) => `Secret '${name}' may not come from the environment here`,
  cause: () => "Scheduled runs and servers take secrets from the store only; a server allows names with --secret-env.",
  hint: ({ name }) => `Use \`from: store\` and set it with \`workspace secret set ${name}\`.`,
});

export const CAPABILITY_MISSING = fault<{ server: string; what: string; reason: string }>({
  code: "CAPABILITY_MISSING",
  exit: 6,
  when: "The server of the context cannot do what is asked.",
  message: ({ server, what }) => `The server ${server} cannot ${what}`,
  cause: ({ reason }) => reason,
  hint: () => "`workspace config contexts test` shows what each server can do.",
});

export const STORE_LOCKED = fault<{ path: string }>({
  code: "STORE_LOCKED",
  exit: 5,
  when: "Another program keeps the store of workflows locked for long.",
  message: ({ path }) => `The store '${path}' is locked`,
  cause: () => "Another process has been writing to it for seconds.",
  hint: () => "Try again; `workspace server status` shows who works with it.",
});

export const STORE_NEWER = fault<{ path: string; found: number; known: number }>({
  code: "STORE_NEWER",
  exit: 5,
  when: "The store of workflows was written by a newer version of this program.",
  message: ({ path }) => `The store '${path}' is of a newer version of this program`,
  cause: ({ found, known }) => `It has the layout ${found}, and this program knows ${known}.`,
  hint: () => "Update with `workspace update install`.",
});

export const STORE_UNSAFE = fault<{ path: string; problem: string }>({
  code: "STORE_UNSAFE",
  exit: 5,
  when: "The folder of the store is another user's, or on a network file system.",
  message: ({ path }) => `The store '${path}' cannot be used`,
  cause: ({ problem }) => problem,
  hint: () => "Set WORKSPACE_HOME to a folder of your own on a local disk.",
});

export const CURSOR_INVALID = fault<{ cursor: string }>({
  code: "CURSOR_INVALID",
  exit: 2,
  when: "A cursor is not one that a list gave.",
  message: ({ cursor }) => `'${cursor}' is not a cursor`,
  cause: () => "Cursors come from the answer before; they are not made by hand.",
  hint: () => "Leave the cursor out to begin with the first page.",
});
