import { command } from "../../cli/command.ts";
import { flag } from "../../cli/option.ts";
import { findUserFolders } from "../../cli/user_folders.ts";
import { list, object, oneOf, text } from "../../kernel/schema.ts";
import { SERVICE_PLACE_UNKNOWN } from "./faults.ts";
import { serverArguments } from "./server_arguments.ts";
import {
  launchdAgent,
  type ServiceProgram,
  systemdUnit,
  TASK,
  UNIT,
  utf16,
  windowsTask,
} from "./service/service_files.ts";
import { type ServicePlace, servicePlaces, type Supervisor } from "./service/service_place.ts";
import { systemctl } from "./service/systemctl.ts";
import { SERVER_OPTIONS } from "./server_options.ts";

/** Variables that say where this program keeps things; a service has none of its user's shell. */
const KEPT = ["WORKSPACE_HOME", "WORKSPACE_KEYCHAIN", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];

export default command({
  description:
    "Makes the server begin with the machine, or with its user's session, so that schedules fire: as a unit of the " +
    "user's systemd on Linux, which is enabled and started where systemctl answers; as an agent of launchd on macOS " +
    "and a task on Windows, whose files are written and which the printed command starts. The options are those of " +
    "`server start`. Installing it again replaces it.",
  options: { ...SERVER_OPTIONS, dryRun: flag("Print the file, and change nothing") },
  examples: [
    ["workspace server install", "Let the server run for good"],
    ["workspace server install --port 6001 --dry-run", "Look at the file first"],
  ],
  needs: { read: ["services", "data"], write: ["services", "data"], run: ["systemctl"] },
  output: object({
    supervisor: oneOf(["systemd", "launchd", "task-scheduler"]),
    state: oneOf(["planned", "written", "started"]),
    path: text(),
    content: text({ description: "Of the file" }),
    next: list(text(), { description: "Commands that are left to do" }),
  }),
  async run(context) {
    const { options: { dryRun, ...options }, ports, directory, log } = context;
    const { supervisor, path } = servicePlaces(ports);
    const data = findUserFolders(ports.env)?.data;
    if (path === undefined || data === undefined) throw SERVICE_PLACE_UNKNOWN({});
    const service: ServiceProgram = {
      argv: [...ports.workflows.self, ...serverArguments(options, directory)],
      variables: Object.fromEntries(KEPT.flatMap((name) => {
        const value = ports.env.get(name);
        return value ? [[name, value]] : [];
      })),
      log: `${data}/server.log`,
    };
    const content = contentOf(supervisor, { service, user: ports.workflows.actor().name });
    const next = commandsFor(supervisor, path);
    if (dryRun) return { supervisor, state: "planned" as const, path, content, next };
    log.info(`Writing ${path}...`);
    ports.files.write(path, supervisor === "task-scheduler" ? utf16(content) : content);
    if (supervisor !== "systemd") return { supervisor, state: "written" as const, path, content, next };
    const started = await systemctl(context, [["daemon-reload"], ["enable", UNIT], ["restart", UNIT]]);
    return started
      ? { supervisor, state: "started" as const, path, content, next: ["loginctl enable-linger"] }
      : { supervisor, state: "written" as const, path, content, next };
  },
  text({ state, path, content, next, supervisor }, ui) {
    if (state === "planned") return content.trimEnd();
    const { style, symbol } = ui;
    const done = state === "started" ? "The server is installed and runs" : "The service's file is written";
    const when = state === "started"
      ? "It ends with your last session. To keep it running, and start it with the machine:"
      : `${supervisor === "systemd" ? "systemctl does not answer here. " : ""}What is left to do:`;
    return [
      `${style.success(symbol.success)} ${done}`,
      `  ${path}`,
      "",
      when,
      ...next.map((each) => `  ${style.highlight(each)}`),
    ].join("\n");
  },
});

function contentOf(supervisor: Supervisor, { service, user }: { service: ServiceProgram; user: string }): string {
  if (supervisor === "systemd") return systemdUnit(service);
  return supervisor === "launchd" ? launchdAgent(service) : windowsTask(service, user);
}

/** What its user types where this program does not do it. */
function commandsFor(supervisor: ServicePlace["supervisor"], path: string): string[] {
  switch (supervisor) {
    case "systemd":
      return [`systemctl --user daemon-reload`, `systemctl --user enable --now ${UNIT}`];
    case "launchd":
      return [`launchctl bootstrap "gui/$(id -u)" "${path}"`];
    case "task-scheduler":
      return [`schtasks /Create /TN ${TASK} /XML "${path.replaceAll("/", "\\")}" /F`, `schtasks /Run /TN ${TASK}`];
  }
}
