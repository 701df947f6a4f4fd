/** The parts of what a project and its machine need, in the order in which they are looked at. */
export const CHECK_GROUPS = [
  "git",
  "configuration",
  "packages",
  "permissions",
  "registries",
  "credentials",
  "shell",
  "versions",
  "folders",
  "terminal",
] as const;
export type CheckGroup = typeof CHECK_GROUPS[number];

export const CHECK_STATUSES = ["ok", "warning", "failed", "skipped"] as const;
export type CheckStatus = typeof CHECK_STATUSES[number];

/** What a check came to. */
export interface Finding {
  status: CheckStatus;
  /** What was found, in words; never a secret. */
  detail: string;
  /** What to do, as a command where there is one; for warnings and failures. */
  fix?: string;
}

/** One thing to look at. */
export interface CheckDeclaration {
  /** Stable, within its group: `identity`. */
  id: string;
  title: string;
  run(): Finding | Promise<Finding>;
}

/** One thing that was looked at. */
export interface Check {
  /** `git.identity` */
  id: string;
  group: CheckGroup;
  title: string;
  status: CheckStatus;
  detail: string;
  /** Null where there is nothing to do. */
  fix: string | null;
}

export const ok = (detail: string): Finding => ({ status: "ok", detail });
export const warning = (detail: string, fix: string): Finding => ({ status: "warning", detail, fix });
export const failed = (detail: string, fix: string): Finding => ({ status: "failed", detail, fix });
export const skipped = (detail: string): Finding => ({ status: "skipped", detail });
