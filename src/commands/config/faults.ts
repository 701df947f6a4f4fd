import { fault } from "../../kernel/fault.ts";

export const USER_FOLDER_UNKNOWN = fault<Record<string, never>>({
  code: "USER_FOLDER_UNKNOWN",
  exit: 3,
  when: "The user's own configuration is asked for, and the user has no home folder.",
  message: () => "There is no place for the user's own configuration",
  cause: () => "None of WORKSPACE_HOME, XDG_CONFIG_HOME, HOME, APPDATA and USERPROFILE is set.",
  hint: () => "Set WORKSPACE_HOME to a folder.",
});
