import { command } from "../../cli/command.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { flag, onUnlessNo, requiredArgument, value } from "../../cli/option.ts";
import { planSetContext, planUseContext } from "../../domain/workflow/contexts/edit_contexts.ts";
import { findToken } from "../../domain/workflow/contexts/choose_context.ts";
import { isExposed, readServerUrl } from "../../domain/workflow/contexts/server_url.ts";
import { isFault } from "../../kernel/fault.ts";
import { resolvePath } from "../../kernel/path.ts";
import { boolean, object, text } from "../../kernel/schema.ts";
import type { ServerContext } from "../context_places.ts";
import { readUserContexts, SERVER_NEEDS } from "../open_context.ts";
import { askServer } from "./contexts/ask_server.ts";
import { rememberProbe } from "../remember_probe.ts";
import { CONTEXT_FIELDS, contextOutput, dialectName } from "./contexts/context_output.ts";
import { readOwnFile, writeOwnFile } from "./contexts/own_file.ts";

export default command({
  description:
    "A context names a server of workflows. It is kept in the user's own config.yaml; comments and formatting there " +
    "stay. The server is asked what it speaks; where it cannot be reached, that is only said.",
  arguments: { name: requiredArgument("NAME", "Name of the context") },
  options: {
    server: value("URL", "Address of the server, without /api/v0", { example: "https://workflows.example.com" }),
    description: value("TEXT", "What the context is for"),
    caFile: value("PATH", "PEM file with certificate authorities besides the usual ones", { complete: "files" }),
    use: flag("Make it the one in force"),
    check: onUnlessNo("Do not ask the server"),
  },
  examples: [
    ["workspace config set-context staging --server https://staging.example.com", "Define one"],
    ["workspace config set-context production --server https://flows.example.com --use", "And use it from now on"],
    ["workspace config set-context staging --description 'What comes next'", "Change one"],
  ],
  needs: SERVER_NEEDS,
  output: object({
    ...CONTEXT_FIELDS,
    created: boolean(),
    changed: boolean(),
    current: boolean({ description: "Whether it is the user's choice" }),
    configFile: text(),
  }),
  async run(context) {
    const { args: { name }, options, log } = context;
    const before = (await readUserContexts(context)).byName.get(name);
    const server = options.server === undefined
      ? before?.server ?? await askForServer(context)
      : readServerUrl(options.server, "--server");
    if (isExposed(server)) log.warn(`${server} is not encrypted: whoever is on the way can read tokens`);
    const isSame = before?.server === server;
    const file = readOwnFile(context);
    let next = await planSetContext(file, name, {
      server,
      ...(options.description === undefined ? {} : { description: options.description || undefined }),
      ...(options.caFile === undefined ? {} : { caFile: caFileOf(context, options.caFile) }),
      ...(isSame ? {} : { dialect: undefined, capabilities: undefined }),
    });
    if (options.use) {
      const contexts = await readUserContexts(context);
      const known = new Map(contexts.byName).set(name, { ...contexts.byName.get("local")!, name });
      next = await planUseContext({ ...file, text: next }, name, { ...contexts, byName: known });
    }
    const changed = writeOwnFile(context, file, next);
    if (options.check && !isSame) await check(context, name);
    const contexts = await readUserContexts(context);
    return {
      ...contextOutput(contexts.byName.get(name)!),
      created: before === undefined,
      changed,
      current: contexts.current?.name === name,
      configFile: file.path,
    };
  },
  text({ name, server, dialect, created, changed, current, configFile }, { style, symbol }) {
    const done = created ? "created" : changed ? "updated" : "is so already";
    const lines = [
      `${style.success(symbol.success)} Context ${style.bold(name)} ${done} ${style.dim(`(${configFile})`)}`,
      `  Server: ${server}`,
      `  Speaks: ${dialectName(dialect)}`,
      "",
    ];
    if (!current) lines.push(`\`workspace config use-context ${name}\` makes it the one in force.`);
    lines.push(`\`workspace auth login --context ${name}\` signs in.`);
    return lines.join("\n");
  },
});

/** As the file keeps it: absolute; an empty one removes it. */
function caFileOf({ directory }: { directory: string }, path: string): string | undefined {
  return path === "" ? undefined : resolvePath(directory, path);
}

async function askForServer({ ports: { prompt } }: ServerContext): Promise<string> {
  if (!prompt.available) throw OPTION_REQUIRED({ option: "--server", command: "config set-context" });
  const written = await prompt.input("Address of the server:", {
    validate(url) {
      try {
        readServerUrl(url, "server");
        return true;
      } catch (error) {
        return isFault(error) ? error.reason : "It is no address.";
      }
    },
  });
  return readServerUrl(written, "server");
}

/** What the server cannot tell now, `contexts test` asks later. */
async function check(context: ServerContext, name: string): Promise<void> {
  const { ports: { env }, globals, log } = context;
  const contexts = await readUserContexts(context);
  const token = findToken({ token: globals.token, env });
  try {
    const probe = await askServer(context, { context: contexts.byName.get(name)!, chosenBy: "set-context", token });
    await rememberProbe(context, { name, probe });
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warn(`${error.message}: ${error.reason} \`workspace config contexts test ${name}\` asks again`);
  }
}
