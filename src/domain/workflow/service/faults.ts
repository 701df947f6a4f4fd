import { fault } from "../../../kernel/fault.ts";

export const VERSION_INVALID = fault<{ version: string }>({
  code: "VERSION_INVALID",
  exit: 2,
  when: "The version that a workflow is to be deployed as is none.",
  message: ({ version }) => `'${version}' is not a version`,
  cause: () => "A version is three numbers, with a prerelease where need be: 1.2.3, 2.0.0-beta.1.",
  hint: () => "Give such a version with --version, or leave it out to count up.",
});

export const TASK_TYPE_REFUSED = fault<{ id: string; task: string; type: string; allowed: string[] }>({
  code: "TASK_TYPE_REFUSED",
  exit: 15,
  when: "A definition has a task of a type that the server does not allow.",
  message: ({ id, task, type }) => `Workflow '${id}' cannot be deployed: task '${task}' is of type ${type}`,
  cause: ({ allowed }) => `This server allows tasks of type ${allowed.join(", ")}.`,
  hint: () => "Ask who runs the server (`workspace server start --task-types`), or use another type.",
});

export const IDEMPOTENCY_KEY_REUSED = fault<{ key: string; run: string }>({
  code: "IDEMPOTENCY_KEY_REUSED",
  exit: 10,
  when: "An idempotency key is used again for a run with other parameters.",
  message: ({ key }) => `The idempotency key '${key}' was used for other parameters`,
  cause: ({ run }) => `It belongs to the run ${run}.`,
  hint: ({ run }) => `Use another key for another run; \`workspace run get ${run}\` shows the one that has it.`,
});

export const SECRET_NOT_GIVEN = fault<{ name: string; workflow: string }>({
  code: "SECRET_NOT_GIVEN",
  exit: 10,
  when: "A run needs a secret from the environment, and the variable is not set.",
  message: ({ name, workflow }) => `Workflow '${workflow}' needs the environment variable ${name}`,
  cause: () => "Its definition takes this secret from the environment of who starts the run.",
  hint: ({ name }) => `Set ${name} and run it again, or use \`from: store\` and \`workspace secret set ${name}\`.`,
});

export const SECRET_NAME_INVALID = fault<{ name: string }>({
  code: "SECRET_NAME_INVALID",
  exit: 2,
  when: "The name of a secret is not one of an environment variable.",
  message: ({ name }) => `'${name}' is not a name for a secret`,
  cause: () => "Names have letters, digits and _, and do not begin with a digit.",
  hint: () => "Use a name such as API_KEY.",
});

export const SPAN_INVALID = fault<{ from: string; to: string }>({
  code: "SPAN_INVALID",
  exit: 2,
  when: "The end of a span of time lies before its beginning.",
  message: ({ from, to }) => `There is no time between ${from} and ${to}`,
  cause: () => "The end lies before the beginning.",
  hint: () => "Give the earlier instant as --from and the later one as --to.",
});

export const BACKFILL_TOO_LARGE = fault<{ id: string; limit: number }>({
  code: "BACKFILL_TOO_LARGE",
  exit: 2,
  when: "A backfill would start more runs than are allowed at once.",
  message: ({ id, limit }) => `The schedule of '${id}' has more than ${limit} times in this span`,
  cause: ({ limit }) => `At most ${limit} runs are started at once.`,
  hint: () => "Give a shorter span, and repeat it for what is left.",
});
