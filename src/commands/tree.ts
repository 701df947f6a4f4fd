import type { Tree } from "../cli/command.ts";

/** Every command: one line each. A module is loaded when its command is run, explained or documented. */
export const tree: Tree = [
  {
    title: "Release",
    commands: {
      bump: { summary: "Bump package versions based on changesets", load: () => import("./bump/bump.ts") },
    },
  },
  {
    title: "Help",
    commands: {
      version: { summary: "Display version information", load: () => import("./version/version.ts") },
      help: { summary: "Show help of the program or of a command", load: () => import("./help/help.ts") },
    },
  },
  {
    title: "Shell",
    commands: {
      completions: {
        summary: "Print the completion script of a shell",
        load: () => import("./completions/completions.ts"),
      },
      complete: {
        summary: "Complete a command line (called by the scripts)",
        load: () => import("./complete/complete.ts"),
        hidden: true,
      },
    },
  },
];
