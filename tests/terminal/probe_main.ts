import { run } from "../../src/app.ts";
import { command } from "../../src/cli/command.ts";
import { requiredArgument } from "../../src/cli/option.ts";
import { tree } from "../../src/commands/tree.ts";
import { json, object } from "../../src/kernel/schema.ts";
import type { Progress, Prompt } from "../../src/kernel/ports.ts";

const QUESTIONS: Record<string, (prompt: Prompt, progress: Progress) => unknown> = {
  select: (prompt) =>
    prompt.select("What bump type will this be?", [
      { value: "patch", description: "Backward compatible bug fixes" },
      { value: "minor", description: "New backward compatible features" },
      { value: "major", description: "Breaking changes" },
    ]),
  preselected: (prompt) => prompt.select("Which?", [{ value: "a" }, { value: "b", label: "Bee" }], { initial: "b" }),
  checkbox: (prompt) =>
    prompt.checkbox("Which environments should this target?", [
      { value: "development" },
      { value: "staging", checked: true },
      { value: "production", description: "live" },
    ]),
  confirm: (prompt) => prompt.confirm("Apply these upgrades?"),
  "confirm-yes": (prompt) => prompt.confirm("Go on?", { initial: true }),
  input: (prompt) =>
    prompt.input("Enter changeset message (optional):", {
      validate: (text) => text.includes("bad") ? "Not like this" : true,
    }),
  "input-initial": (prompt) => prompt.input("Name:", { initial: "core" }),
  available: (prompt) => prompt.available,
  async progress(_prompt, progress) {
    const spun = await progress.spin("Working", () => Promise.resolve(1));
    const bar = progress.bar("packages", 4);
    for (let i = 0; i < 4; i++) bar.step();
    bar.end();
    return spun;
  },
};

const ask = command({
  arguments: { question: requiredArgument("QUESTION", "What to ask") },
  examples: [],
  needs: {},
  output: object({ answer: json() }),
  run: async ({ args, ports }) => ({ answer: await QUESTIONS[args.question]!(ports.prompt, ports.progress) }),
  text: ({ answer }) => `ANSWER ${JSON.stringify(answer)}`,
});

const asks = { ask: { summary: "Asks", load: () => Promise.resolve({ default: ask }) } };

// The program with one more command, which asks and shows progress without holding any permission.
Deno.exitCode = await run(Deno.args, { tree: [...tree, { title: "Probe", commands: asks }] });
