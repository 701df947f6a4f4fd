import { boolean, either, type Infer, integer, list, nothing, object, text } from "../../kernel/schema.ts";
import { printable } from "../../view/printable.ts";
import type { Ui } from "../../view/ui.ts";

const COMMIT = either([text(), nothing], { description: "Full hash; null for a message that is no commit yet" });

/** The JSON form of `workspace commits check`. */
export const CHECK_OUTPUT = object({
  valid: boolean(),
  checked: integer({ minimum: 0, description: "How many messages were checked" }),
  problems: list(object({
    commit: COMMIT,
    rule: text(),
    line: integer({ minimum: 1 }),
    column: integer({ minimum: 1 }),
    message: text(),
    hint: text(),
  })),
  rejected: list(object({ commit: COMMIT, message: text() }), { description: "The messages that have problems" }),
});

type CheckOutput = Infer<typeof CHECK_OUTPUT>;
type Problem = CheckOutput["problems"][number];

/** Each message that is not in order with its problems below the lines they stand in. */
export function checkText({ valid, checked, problems, rejected }: CheckOutput, ui: Ui): string {
  const { style, symbol } = ui;
  if (checked === 0) return `${symbol.info} No commit to check`;
  if (valid) return `${style.success(symbol.success)} ${messages(checked)} in order`;
  const blocks = rejected.flatMap(({ commit, message }) => [
    ...messageLines(message, { problems: problems.filter((each) => each.commit === commit), commit, ui }),
    "",
  ]);
  const found = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return [
    ...blocks,
    `${style.error(symbol.error)} ${found} in ${rejected.length} of ${messages(checked)}`,
  ].join("\n");
}

/** The lines that have problems; of a commit also its header. A message being written may begin with comments. */
function messageLines(
  message: string,
  { problems, commit, ui }: { problems: Problem[]; commit: string | null; ui: Ui },
): string[] {
  const { style, symbol } = ui;
  const all = message.split(/\r?\n/);
  const header = all.findIndex((line) => line.trim() !== "") + 1;
  const shown = new Set([...(commit === null ? [] : [header]), ...problems.map(({ line }) => line)]);
  const title = commit === null ? "Commit message" : `Commit ${style.warning(commit.slice(0, 7))}`;
  return [
    `${title}:`,
    ...[...shown].sort((a, b) => a - b).flatMap((number) => {
      const line = all[number - 1] ?? "";
      return [
        `  ${style.dim(`${number} ${symbol.bar}`)} ${printable(line)}`,
        ...problems.filter((each) => each.line === number).flatMap(({ column, rule, message, hint }) => [
          `  ${style.error(symbol.error)} ${number}:${column} ${printable(message)} ${style.dim(`(${rule})`)}`,
          `    ${style.dim("fix:")} ${printable(hint)}`,
        ]),
      ];
    }),
  ];
}

function messages(number: number): string {
  return `${number} ${number === 1 ? "message" : "messages"}`;
}
