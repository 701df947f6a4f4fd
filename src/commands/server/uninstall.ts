import { command } from "../../cli/command.ts";
import { flag } from "../../cli/option.ts";
import { list, object, oneOf, text } from "../../kernel/schema.ts";
import { SERVICE_NOT_INSTALLED, SERVICE_PLACE_UNKNOWN } from "./faults.ts";
import { LABEL, TASK, UNIT } from "./service/service_files.ts";
import { servicePlaces, type Supervisor } from "./service/service_place.ts";
import { systemctl } from "./service/systemctl.ts";

export default command({
  description: "Takes back what `server install` has done: stops the service and removes its file. Data stay.",
  options: { dryRun: flag("Say what would be removed, and change nothing") },
  examples: [["workspace server uninstall", "No longer start the server by itself"]],
  needs: { read: ["services", "data"], write: ["services", "data"], run: ["systemctl"] },
  output: object({
    supervisor: oneOf(["systemd", "launchd", "task-scheduler"]),
    state: oneOf(["planned", "removed"]),
    path: text(),
    next: list(text(), { description: "Commands that are left to do" }),
  }),
  async run(context) {
    const { options, ports, log } = context;
    const { supervisor, path } = servicePlaces(ports);
    if (path === undefined) throw SERVICE_PLACE_UNKNOWN({});
    if (ports.files.kindOf(path) === undefined) throw SERVICE_NOT_INSTALLED({ path });
    if (options.dryRun) return { supervisor, state: "planned" as const, path, next: commandsFor(supervisor) };
    const isStopped = supervisor === "systemd" && await systemctl(context, [["disable", "--now", UNIT]]);
    log.info(`Removing ${path}...`);
    ports.files.remove(path);
    if (isStopped) await systemctl(context, [["daemon-reload"]]);
    return { supervisor, state: "removed" as const, path, next: isStopped ? [] : commandsFor(supervisor) };
  },
  text({ state, path, next }, ui) {
    const { style, symbol } = ui;
    if (state === "planned") return `Would remove ${path}`;
    return [
      `${style.success(symbol.success)} Removed ${path}`,
      ...(next.length === 0 ? [] : ["", "If it runs, stop it:", ...next.map((each) => `  ${style.highlight(each)}`)]),
    ].join("\n");
  },
});

function commandsFor(supervisor: Supervisor): string[] {
  switch (supervisor) {
    case "systemd":
      return [`systemctl --user disable --now ${UNIT}`];
    case "launchd":
      return [`launchctl bootout "gui/$(id -u)/${LABEL}"`];
    case "task-scheduler":
      return [`schtasks /End /TN ${TASK}`, `schtasks /Delete /TN ${TASK} /F`];
  }
}
