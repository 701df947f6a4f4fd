import type { Check, CheckGroup, CheckStatus } from "../../domain/release/doctor/model.ts";
import type { countChecks } from "../../domain/release/doctor/run_checks.ts";
import type { Ui } from "../../view/ui.ts";

const TITLES: Record<CheckGroup, string> = {
  git: "Git",
  configuration: "Configuration",
  packages: "Packages",
  permissions: "Permissions",
  registries: "Registries",
  credentials: "Credentials",
  shell: "Shell",
  versions: "Versions",
  folders: "Folders",
  terminal: "Terminal",
};

/** A line for each check, below the title of its group; what is not in order is followed by what to do. */
export function doctorText(
  { checks, summary }: { checks: readonly Check[]; summary: ReturnType<typeof countChecks> },
  ui: Ui,
): string {
  const { style, symbol } = ui;
  const marks: Record<CheckStatus, string> = {
    ok: style.success(symbol.success),
    warning: style.warning(symbol.warning),
    failed: style.error(symbol.error),
    skipped: style.dim(symbol.bullet),
  };
  const groups = [...new Set(checks.map(({ group }) => group))];
  const lines = groups.flatMap((group) => [
    style.bold(TITLES[group]),
    ...checks.filter((each) => each.group === group).flatMap(({ title, status, detail, fix }) => [
      `  ${marks[status]} ${ui.wrapped(`${title}: ${detail}`, 4)}`,
      ...fix === null ? [] : [`    ${style.dim("fix:")} ${ui.wrapped(fix, 9)}`],
    ]),
    "",
  ]);
  return [...lines, conclusion(summary, ui)].join("\n");
}

function conclusion({ ok, warnings, failed }: ReturnType<typeof countChecks>, { style, symbol }: Ui): string {
  const warned = `${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  if (failed > 0) {
    const failures = `${failed} ${failed === 1 ? "check" : "checks"} failed`;
    return `${style.error(symbol.error)} ${failures}, ${warned}, ${ok} in order`;
  }
  if (warnings > 0) return `${style.warning(symbol.warning)} ${warned}, ${ok} in order`;
  return `${style.success(symbol.success)} Everything is in order`;
}
