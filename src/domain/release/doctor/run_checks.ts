import { isFault } from "../../../kernel/fault.ts";
import type { Check, CheckDeclaration, CheckGroup, CheckStatus, Finding } from "./model.ts";

/**
 * Runs the checks of a group, one after the other. A check that throws is a failed check: a fault says why and what to
 * do; anything else is a bug of ours, and is said to be one. None hides another.
 */
export async function runChecks(
  group: CheckGroup,
  declare: () => readonly CheckDeclaration[] | Promise<readonly CheckDeclaration[]>,
): Promise<Check[]> {
  const checks: Check[] = [];
  const add = (id: string, title: string, { status, detail, fix }: Finding) =>
    checks.push({ id: `${group}.${id}`, group, title, status, detail, fix: fix ?? null });
  let declared: readonly CheckDeclaration[];
  try {
    declared = await declare();
  } catch (error) {
    add("all", "What there is to look at", findingOf(error));
    return checks;
  }
  for (const { id, title, run } of declared) {
    try {
      add(id, title, await run());
    } catch (error) {
      add(id, title, findingOf(error));
    }
  }
  return checks;
}

/** An error as what a check came to. */
function findingOf(error: unknown): Finding {
  if (isFault(error)) return { status: "failed", detail: `${error.message}. ${error.reason}`, fix: error.hint };
  if (error instanceof AggregateError && error.errors.every((each) => isFault(each))) {
    const [first] = error.errors;
    const detail = error.errors.map((each) => each.message).join("; ");
    return { status: "failed", detail, fix: first?.hint ?? "" };
  }
  const detail = `The check itself broke: ${error instanceof Error ? error.message : String(error)}`;
  return {
    status: "failed",
    detail,
    fix: "This is a bug of workspace: report it, with `workspace version --verbose`.",
  };
}

/** How many checks came to what. */
export function countChecks(
  checks: readonly Check[],
): { ok: number; warnings: number; failed: number; skipped: number } {
  const count = (status: CheckStatus) => checks.filter((each) => each.status === status).length;
  return { ok: count("ok"), warnings: count("warning"), failed: count("failed"), skipped: count("skipped") };
}
