import { fault } from "../../kernel/fault.ts";

export const OWNER_NOT_STARTED = fault<{ log: string; problem: string }>({
  code: "OWNER_NOT_STARTED",
  exit: 1,
  when: "The process that drives the runs of this machine ended before it could begin, or did not begin in time.",
  message: () => "The process that drives the runs could not be started",
  cause: ({ problem }) => problem,
  hint: ({ log }) => `Nothing is lost: the next command tries again. What it said is in ${log}.`,
});

export const DATA_FOLDER_UNKNOWN = fault<Record<string, never>>({
  code: "DATA_FOLDER_UNKNOWN",
  exit: 3,
  when: "Workflows are asked for, and the user has no home folder.",
  message: () => "There is no place for workflows",
  cause: () => "None of WORKSPACE_HOME, XDG_DATA_HOME, HOME, LOCALAPPDATA and USERPROFILE is set.",
  hint: () => "Set WORKSPACE_HOME to a folder.",
});
