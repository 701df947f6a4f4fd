import { INTERRUPTED } from "../../kernel/interrupted.ts";
import type { Prompt } from "../../kernel/ports.ts";
import { promptTheme } from "./prompt_theme.ts";

/** Selected choices beyond these are counted, not named, once the question is answered. */
const NAMED_AT_MOST = 5;

/** The part of a look that questions have. */
export type PromptLook = Parameters<typeof promptTheme>[0];

/**
 * Questions in the look of PRD 9.3, on stderr: what a command prints can be redirected while it asks. Each kind of
 * question is loaded when it is first asked.
 */
export function inquirerPrompt(setting: { available: boolean; guided: boolean; look: PromptLook }): Prompt {
  const { look, available, guided } = setting;
  return {
    available,
    guided,
    say(lines) {
      Deno.stderr.writeSync(new TextEncoder().encode(`${lines}\n`));
    },
    async select(question, choices, options = {}) {
      return await answer(async (stream) =>
        (await import("@inquirer/select")).default({
          message: question,
          default: options.initial,
          loop: false,
          choices: choices.map(({ value, label = value, description }) => ({
            value,
            name: `  ${label}${description === undefined ? "" : ` - ${description}`}`,
            short: label,
          })),
          theme: promptTheme(look, "Use arrow keys"),
        }, stream)
      );
    },
    async checkbox(question, choices) {
      return await answer(async (stream) => {
        const { default: checkbox, Separator } = await import("@inquirer/checkbox");
        const theme = promptTheme(look, "Space to select, Enter to confirm");
        const renderSelectedChoices = (selected: readonly { short: string }[], all: readonly unknown[]) =>
          selected.length > NAMED_AT_MOST
            ? `${selected.length} of ${all.filter((each) => !Separator.isSeparator(each)).length}`
            : selected.map(({ short }) => short).join(", ");
        return await checkbox({
          message: question,
          loop: false,
          pageSize: choices.some(({ group }) => group !== undefined) ? 15 : 7,
          choices: choices.flatMap(({ value, label = value, description, checked = false, group }, i) => [
            ...group === undefined || group === choices[i - 1]?.group ? [] : [new Separator(group)],
            {
              value,
              name: `${label}${description === undefined ? "" : ` - ${description}`}`,
              short: label.replaceAll(/ {2,}/g, " "),
              checked,
            },
          ]),
          theme: { ...theme, style: { ...theme.style, renderSelectedChoices } },
        }, stream);
      });
    },
    async confirm(question, options = {}) {
      const { initial = false } = options;
      return await answer(async (stream) =>
        (await import("@inquirer/confirm")).default(
          { message: question, default: initial, theme: promptTheme(look) },
          stream,
        )
      );
    },
    async input(question, options = {}) {
      const { initial, validate } = options;
      const theme = promptTheme(look);
      const message = (text: string, status: string) => `${theme.style.message(text, status)}\n  ${look.symbol.prompt}`;
      return await answer(async (stream) =>
        (await import("@inquirer/input")).default({
          message: question,
          ...(initial === undefined ? {} : { default: initial }),
          ...(validate ? { validate } : {}),
          theme: { ...theme, style: { ...theme.style, message } },
        }, stream)
      );
    },
    async secret(question) {
      return await answer(async (stream) =>
        (await import("@inquirer/password")).default({ message: question, theme: promptTheme(look) }, stream)
      );
    },
  };
}

/**
 * Asks on stderr. The libraries look at environment variables, which the program may have given up to read: while they
 * load and ask, none is set for them.
 */
async function answer<T>(ask: (stream: { output: NodeJS.WritableStream }) => Promise<T>): Promise<T> {
  const { default: process } = await import("node:process");
  const environment = process.env;
  process.env = {};
  try {
    return await ask({ output: process.stderr });
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") throw INTERRUPTED({}, { cause: error });
    throw error;
  } finally {
    process.env = environment;
  }
}
