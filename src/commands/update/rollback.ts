import { command } from "../../cli/command.ts";
import { UPDATE_BINARY_BROKEN, UPDATE_NOTHING_KEPT } from "../../domain/release/updates/faults.ts";
import { printVersion, replaceProgram, takeProgram } from "../../domain/release/updates/install_release.ts";
import { object, text } from "../../kernel/schema.ts";
import { getReplaceable, openProgram } from "./open_program.ts";

export default command({
  description:
    "Puts the binary that the last update has kept back in its place, without the network. The one that is there now is " +
    "kept instead, so that a second rollback undoes the first.",
  examples: [["workspace update rollback", "Back to the version before the last update"]],
  needs: { read: ["program"], write: ["program"], run: ["sh", "cmd"], env: ["WORKSPACE_MANAGED"] },
  output: object({ from: text(), version: text({ description: "Version that is installed now" }), path: text() }),
  async run({ ports, log }) {
    const { program, processes, interruption } = ports;
    const opened = await openProgram({ ports, log });
    const file = getReplaceable(opened, program.profile);
    const { windows } = opened;
    using _taken = takeProgram(file);
    const kept = file.findKept();
    if (!kept) throw UPDATE_NOTHING_KEPT({ path: file.keptPath });
    const printed = await printVersion(kept.path, { processes, windows });
    const version = /^workspace (\d\S*)$/.exec(printed)?.[1];
    if (version === undefined) throw UPDATE_BINARY_BROKEN({ version: "the last update", printed, restored: false });
    log.info(`Going back to workspace ${version}...`);
    // What is kept stays where it is when it cannot take its place.
    await replaceProgram({ ...kept, discard: () => {} }, { version, file, processes, interruption, windows });
    return { from: program.version, version, path: file.path };
  },
  text: ({ from, version, path }, { style, symbol }) =>
    `${style.success(symbol.success)} Went back from workspace ${from} to ${version}\n  Program: ${path}`,
});
