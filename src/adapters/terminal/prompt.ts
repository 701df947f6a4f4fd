import { INTERRUPTED } from "../../kernel/interrupted.ts";
import type { Prompt } from "../../kernel/ports.ts";

/** Questions in the look of PRD 9.3. Each kind of question is loaded when it is first asked. */
export function inquirerPrompt(setting: { available: boolean; guided: boolean }): Prompt {
  return {
    ...setting,
    async select(question, choices, options = {}) {
      const { default: select } = await import("@inquirer/select");
      return answer(select({
        message: question,
        default: options.initial,
        choices: choices.map(({ value, label, description }) => ({ value, name: label ?? value, description })),
      }));
    },
    async checkbox(question, choices) {
      const { default: checkbox } = await import("@inquirer/checkbox");
      return answer(checkbox({
        message: question,
        choices: choices.map(({ value, label, checked }) => ({
          value,
          name: label ?? value,
          checked: checked ?? false,
        })),
      }));
    },
    async confirm(question, options = {}) {
      const { default: confirm } = await import("@inquirer/confirm");
      return answer(confirm({ message: question, default: options.initial ?? false }));
    },
    async input(question, options = {}) {
      const { default: input } = await import("@inquirer/input");
      return answer(input({
        message: question,
        ...(options.initial === undefined ? {} : { default: options.initial }),
        ...(options.validate ? { validate: options.validate } : {}),
      }));
    },
  };
}

async function answer<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") throw INTERRUPTED({}, { cause: error });
    throw error;
  }
}
