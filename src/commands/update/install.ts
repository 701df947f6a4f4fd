import { command } from "../../cli/command.ts";
import { value } from "../../cli/option.ts";
import { UPDATE_ENVIRONMENT } from "./open_program.ts";
import { UPDATE } from "./update_output.ts";

export default command({
  description:
    "Downloads the newest release, compares its SHA-256 with the release manifest, tries the new binary, and puts it in " +
    "the place of the one that runs. The old one is kept beside it, with `.old` after its name, until the next update. " +
    "A program that a package manager has installed is left to that.",
  options: {
    version: value("VERSION", "Install this release, an older one too", { defaultText: "the newest" }),
  },
  examples: [
    ["workspace update install", "Install the newest release"],
    ["workspace update install --version 1.2.3", "Install this one, newer or older"],
  ],
  needs: {
    read: ["program"],
    write: ["program"],
    net: ["releases"],
    run: ["sh", "cmd"],
    env: UPDATE_ENVIRONMENT,
  },
  output: UPDATE,
  async run({ options, ports, log }) {
    const { runInstall } = await import("./run_install.ts");
    return await runInstall({ ports, log }, options.version);
  },
  text({ updated, from, version, path, kept, verified }, { style, symbol }) {
    if (!updated) {
      return from === version
        ? `${style.success(symbol.success)} workspace ${version} is installed already`
        : `${style.success(symbol.success)} Nothing to do: ${from} is newer than the newest release, ${version}`;
    }
    return [
      `${style.success(symbol.success)} Updated workspace from ${from} to ${version}`,
      `  Program: ${path}`,
      ...kept === null ? [] : [`  Replaced: ${kept} (\`workspace update rollback\` brings it back)`],
      ...verified.sha256 === null ? [] : [`  SHA-256: ${verified.sha256} (releases are not signed)`],
    ].join("\n");
  },
});
