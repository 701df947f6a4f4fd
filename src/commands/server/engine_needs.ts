import { WORKFLOW_NEEDS } from "../open_workflows.ts";

/** What driving runs needs. Scripts run in a shell; what they do is bound by the user's rights, not by these. */
export const ENGINE_NEEDS = {
  ...WORKFLOW_NEEDS,
  read: ["anywhere"],
  net: ["anywhere"],
} as const;
