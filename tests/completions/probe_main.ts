import { run } from "../../src/app.ts";
import { command } from "../../src/cli/command.ts";
import { choice, listOf, optionalArgument, value } from "../../src/cli/option.ts";
import { tree } from "../../src/commands/tree.ts";
import { object } from "../../src/kernel/schema.ts";

const probe = command({
  arguments: {
    branch: optionalArgument("BRANCH", "A branch", { complete: "branches" }),
    shape: optionalArgument("SHAPE", "A shape", { values: ["round", "square:1", "square:2"] }),
  },
  options: {
    packages: listOf("LIST", "Packages", { complete: "packages" }),
    bump: choice("TYPE", ["major", "minor", "patch"], { description: "Bump type" }),
    file: value("PATH", "A file", { complete: "files" }),
    folder: value("PATH", "A folder", { complete: "directories" }),
  },
  examples: [],
  needs: {},
  output: object({}),
  run: () => ({}),
  text: () => "",
});

const probes = { probe: { summary: "Completed by every kind", load: () => Promise.resolve({ default: probe }) } };

// The program with one more command, whose words are of every kind.
Deno.exitCode = await run(Deno.args, { tree: [...tree, { title: "Probe", commands: probes }] });
