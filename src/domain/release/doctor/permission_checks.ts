import type { Grants } from "../../../kernel/program.ts";
import { type CheckDeclaration, type Finding, ok, warning } from "./model.ts";

/** What some commands state that they need. */
export interface StatedNeed {
  category: "read" | "write" | "net" | "run" | "env";
  /** Path, host, program or variable; undefined for the whole category. */
  subject: string | undefined;
  /** How it is called: a place's name rather than its paths. */
  label: string;
  /** Commands that state it. */
  commands: string[];
}

const TITLES = {
  read: "Read",
  write: "Write",
  net: "Network",
  run: "Programs",
  env: "Variables",
} as const;

const SHOWN = 4;

/** Compares what the process was granted with what the commands state, all of them together. */
export function permissionChecks(needs: readonly StatedNeed[], grants: Grants): CheckDeclaration[] {
  return (["read", "write", "net", "run", "env"] as const).map((category) => ({
    id: category,
    title: TITLES[category],
    run(): Finding {
      const stated = needs.filter((each) => each.category === category);
      if (grants.allows(category)) return ok("granted");
      const missing = stated.filter(({ subject }) => !grants.allows(category, subject));
      const labels = [...new Set(missing.map(({ label }) => label))];
      if (labels.length === 0) return ok("granted as far as commands need it");
      // Deno grants no program that is not installed, so only the one that everything needs is missed.
      if (category === "run" && !labels.includes("git")) {
        return ok(`git; not granted or not installed: ${labels.join(", ")}`);
      }
      const commands = [...new Set(missing.flatMap((each) => each.commands))];
      return warning(
        `Not granted: ${shortened(labels)}. ${commands.length === 1 ? "One command needs" : "Commands need"} it: ` +
          `${shortened(commands)}.`,
        `\`workspace permissions ${
          commands[0]
        }\` prints the flags of Deno; without them the command says what it lacks.`,
      );
    },
  }));
}

function shortened(words: readonly string[]): string {
  const rest = words.length - SHOWN;
  return rest <= 1 ? words.join(", ") : `${words.slice(0, SHOWN).join(", ")} and ${rest} more`;
}
