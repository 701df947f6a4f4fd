import { command } from "../../cli/command.ts";
import { value } from "../../cli/option.ts";
import { compareRelease, findRelease, releaseAddress } from "../../domain/release/updates/find_release.ts";
import { boolean, either, nothing, object, oneOf, text } from "../../kernel/schema.ts";
import { openProgram, UPDATE_ENVIRONMENT } from "./open_program.ts";

export default command({
  description: "Asks for the newest release, and changes nothing. Nothing ever asks unless it is told to.",
  options: { version: value("VERSION", "Look at this release", { defaultText: "the newest" }) },
  examples: [
    ["workspace update check", "Whether there is a newer release"],
    ["workspace update check --format json", "For scripts: updateAvailable says so"],
  ],
  needs: { read: ["program"], net: ["releases"], env: UPDATE_ENVIRONMENT },
  output: object({
    current: text({ description: "Version of the program that runs" }),
    version: text({ description: "Version of the release" }),
    date: text({ description: "When it was released" }),
    state: oneOf(["newer", "same", "older"], { description: "The release, seen from the program" }),
    updateAvailable: boolean(),
    target: text(),
    hasTarget: boolean({ description: "Whether the release has a binary for this platform" }),
    releases: text({ description: "Address that was asked" }),
    manager: either([text(), nothing], { description: "The package manager that has installed the program" }),
    command: either([text(), nothing], { description: "What installs the release" }),
  }),
  async run({ options, ports, log }) {
    const { program, env } = ports;
    const base = releaseAddress(env.get("WORKSPACE_INSTALL_BASE_URL"));
    const opened = await openProgram({ ports, log });
    log.info("Looking for releases...");
    log.debug(`Releases: ${base.href}`);
    const { manifest } = await ports.progress.spin(
      "Looking for releases",
      () => findRelease(opened.downloads, { base, version: options.version }),
    );
    const state = compareRelease(program.version, manifest.version);
    const own = `workspace update install${options.version === undefined ? "" : ` --version ${manifest.version}`}`;
    return {
      current: program.version,
      version: manifest.version,
      date: manifest.date,
      state,
      updateAvailable: state === "newer",
      target: program.target,
      hasTarget: Object.hasOwn(manifest.assets, program.target),
      releases: base.href,
      manager: opened.manager?.name ?? null,
      command: state === "same" || !opened.file ? null : opened.manager ? opened.manager.command ?? null : own,
    };
  },
  text({ current, version, date, state, hasTarget, target, manager, command: next }, { style, symbol }) {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0];
    const release = `workspace ${version}${day === undefined ? "" : ` (${day})`}`;
    if (state === "same") return `${style.success(symbol.success)} ${release} is what is installed`;
    const lines = [
      state === "newer"
        ? `${style.info(symbol.info)} ${release} is there; installed is ${current}`
        : `${style.info(symbol.info)} ${release} is older than what is installed, ${current}`,
    ];
    if (!hasTarget) lines.push(`It has no binary for ${target}.`);
    else if (next !== null) lines.push(`To install it: \`${next}\``);
    else if (manager !== null) lines.push(`${manager} has installed the program, and updates it.`);
    else lines.push("This program is no installed binary: update the sources or the bundle that it is run from.");
    return lines.join("\n");
  },
});
