import { command } from "../../cli/command.ts";
import { choice, flag } from "../../cli/option.ts";
import { CHECK_GROUPS, CHECK_STATUSES } from "../../domain/release/doctor/model.ts";
import { REGISTRY_ENVIRONMENT } from "../../domain/release/registry/environment.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { either, integer, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";

export default command({
  description:
    "Looks at git, the configuration, packages, permissions, registries and the machine, and says what to do about " +
    "what is wrong. Nothing is changed; registries are the only thing that is asked over the network.",
  options: {
    offline: flag("Ask no registry"),
    only: choice("GROUP", CHECK_GROUPS, { description: "Look at this alone" }),
  },
  examples: [
    ["workspace doctor", "Everything"],
    ["workspace doctor --only git", "One group of checks"],
    ["workspace doctor --offline --format json", "For scripts and reports of bugs"],
  ],
  needs: {
    read: ["project", "user", "npmrc", "shell"],
    write: ["user"],
    net: ["registries"],
    run: ["git", "npm", "pnpm", "yarn", "bun", "deno", "secret-tool", "security", "powershell"],
    env: [...new Set([...REGISTRY_ENVIRONMENT, ...CI_BRANCH_VARIABLES, "SHELL"])].sort(),
  },
  output: object({
    checks: list(object({
      id: text({ description: "Stable: `git.identity`" }),
      group: oneOf(CHECK_GROUPS),
      title: text(),
      status: oneOf(CHECK_STATUSES),
      detail: text({ description: "What was found" }),
      fix: either([text(), nothing], { description: "What to do about it" }),
    })),
    summary: object({ ok: integer(), warnings: integer(), failed: integer(), skipped: integer() }),
  }),
  async run(context) {
    const { runDoctor } = await import("./run_doctor.ts");
    return await runDoctor(context, context.options);
  },
  async text(value, ui) {
    const { doctorText } = await import("./doctor_text.ts");
    return doctorText(value, ui);
  },
  exit: ({ summary }) => summary.failed > 0 ? 10 : 0,
});
