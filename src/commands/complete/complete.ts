import { command } from "../../cli/command.ts";
import { complete } from "../../cli/complete.ts";
import { flag, restArguments } from "../../cli/option.ts";
import { either, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";

export default command({
  description:
    "Called by the completion scripts. Prints a line for each word that can stand at the cursor: the word, " +
    "a tab, its description. A line that begins with a tab asks the shell for `files` or `directories`; what " +
    "follows a second tab is the part of the word before the path. Prints nothing when something is wrong.",
  arguments: {
    words: restArguments("WORD", "The words after `workspace` up to the cursor, the last one possibly empty"),
  },
  options: { newWord: flag("The word at the cursor is empty and left out (for shells that drop empty arguments)") },
  examples: [["workspace complete -- changeset li", "What `changeset li` can become"]],
  needs: { read: ["project", "user"] },
  output: object({
    candidates: list(object({ value: text(), description: text() })),
    delegate: either([object({ to: oneOf(["files", "directories"]), prefix: text() }), nothing]),
  }),
  forShell: true,
  async run({ args, options, ports, directory, tree }) {
    const words = options.newWord ? [...args.words, ""] : args.words;
    const { candidates, delegate } = await complete(words, {
      tree,
      async words(source, typed) {
        const { projectWords } = await import("./project_words.ts");
        return await projectWords(source, { typed, ports, directory });
      },
    });
    return { candidates, delegate: delegate ?? null };
  },
  text({ candidates, delegate }) {
    const lines = candidates.map(({ value, description }) => `${value}\t${description}`);
    if (delegate) lines.push(`\t${delegate.to}\t${delegate.prefix}`);
    return lines.join("\n");
  },
});
