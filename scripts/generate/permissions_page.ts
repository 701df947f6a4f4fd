import { PASSED_ON_NAMES } from "../../src/adapters/process/environment.ts";
import type { Needs } from "../../src/cli/command.ts";
import { BASE_ENVIRONMENT, denoFlags } from "../../src/cli/permissions.ts";
import type { DocumentedCommand } from "./load_commands.ts";
import { block, code, GENERATED, table } from "./markdown.ts";

/** `docs/permissions.md`: what each command may touch, and the Deno flags that say so. */
export function permissionsPage(commands: DocumentedCommand[]): string {
  const rows = commands.map(({ path, command: { needs } }) => [
    code(path.join(" ")),
    (needs.read ?? []).join(", "),
    (needs.write ?? []).join(", "),
    (needs.net ?? []).join(", "),
    (needs.run ?? []).map(code).join(", "),
    (needs.env ?? []).map(code).join(", "),
  ]);
  const flags = commands.map(({ path, command: { needs } }) => [code(path.join(" ")), code(flagsOf(needs).join(" "))]);
  return [
    GENERATED,
    "# Permissions\n",
    "A command states what it needs; everything else is revoked before it runs, so Deno itself refuses it. `project` is the " +
    "project's folder with its repository, `user` the user's own configuration, `registries` the registries that the " +
    "configuration names, `npmrc` what package managers have outside of the project, `program` the program's own folder, " +
    "`shell` the files that a shell reads, `services` where systemd or launchd look for the user's services, `releases` where this program's releases lie, `data` the store of workflows and runs, `server` the server of the context, " +
    "`listen` whoever may reach a server here. A program that is started (git) is not bound by this.\n",
    `${table(["command", "read", "write", "net", "run", "env"], rows)}\n`,
    "## As flags of Deno\n",
    "From source, a command can be run with no more than it needs. `$COMMON` and `$PROGRAMS` stand for the variables below.\n",
    `${table(["command", "flags"], flags)}\n`,
    "### $COMMON: variables of every command\n",
    `${block("", [...BASE_ENVIRONMENT].sort().join(","))}\n`,
    "### $PROGRAMS: variables of programs that are started\n",
    `${block("", [...PASSED_ON_NAMES].sort().join(","))}\n`,
  ].join("\n");
}

function flagsOf(needs: Needs): string[] {
  const processEnvironment = ["$PROGRAMS"];
  const flags = denoFlags(needs, {
    paths: (place) => [`<${place}>`],
    hosts: (needs.net ?? []).map((each) => `<${each}>`),
    processEnvironment,
  });
  const common = new Set(BASE_ENVIRONMENT);
  return flags.map((flag) => {
    const names = /^--allow-env=(.*)$/.exec(flag)?.[1]?.split(",");
    if (!names) return flag;
    return `--allow-env=${["$COMMON", ...names.filter((name) => !common.has(name))].join(",")}`;
  });
}

/** What a command may do, as the end of a sentence: "read the project and start git". */
export function permissionSummary(needs: Needs): string {
  const parts = [
    places("read", needs.read),
    places("write", needs.write),
    hosts(needs.net),
    needs.run?.length ? `start ${needs.run.join(", ")}` : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return "touch nothing: no files, no network, no programs";
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function hosts(named: Needs["net"] = []): string {
  const words = {
    registries: "the registries that the configuration names",
    releases: "this program's releases",
    server: "the context's server",
    listen: "whoever asks it",
    anywhere: "what workflows name",
  };
  return named.length === 0 ? "" : `reach ${named.map((each) => words[each]).join(" and ")}`;
}

function places(verb: string, named: Needs["read"] = []): string {
  const words = {
    project: "the project",
    user: "the user's configuration",
    data: "the store of workflows",
    cache: "the user's cache",
    npmrc: "the package managers' own configuration",
    program: "the program's own folder",
    shell: "the shell's own files",
    services: "the files of the user's services",
    anywhere: "any file",
  };
  return named.length === 0 ? "" : `${verb} ${named.map((place) => words[place]).join(" and ")}`;
}
