import { command } from "../../../cli/command.ts";
import { optionalArgument } from "../../../cli/option.ts";
import { isFault } from "../../../kernel/fault.ts";
import { boolean, either, nothing, object, text } from "../../../kernel/schema.ts";
import { openContext, SERVER_NEEDS } from "../../open_context.ts";
import { askServer, lenientTarget } from "./ask_server.ts";
import { rememberProbe } from "../../remember_probe.ts";
import { capabilityLines, CONTEXT_FIELDS, contextOutput, dialectName } from "./context_output.ts";

export default command({
  description:
    "Asks the server what it speaks and can do, and whether it takes the credential. What it says is remembered in " +
    "the context.",
  arguments: {
    name: optionalArgument("NAME", "Name of the context [default: the one in force]", { complete: "contexts" }),
  },
  examples: [
    ["workspace config contexts test", "The context in force"],
    ["workspace config contexts test staging --format json", "Another one, for scripts"],
  ],
  needs: SERVER_NEEDS,
  output: object({
    ...CONTEXT_FIELDS,
    version: either([text(), nothing], { description: "Of the server's program" }),
    signedIn: boolean({ description: "Whether the server takes the credential" }),
    account: either([text(), nothing], { description: "Whose the credential is, where the server says so" }),
  }),
  async run(context) {
    const { args, globals, ports, log } = context;
    const chosen = await openContext({ ...context, globals: { ...globals, context: args.name ?? globals.context } });
    const known = chosen.context;
    if (known.server === undefined) {
      return { ...contextOutput(known), version: ports.program.version, signedIn: false, account: null };
    }
    const probe = await askServer(context, chosen);
    await rememberProbe(context, { name: known.name, probe });
    const { dialect, capabilities, version } = probe;
    const target = { ...lenientTarget(context, chosen), dialect };
    let [signedIn, account]: [boolean, string | null] = [false, null];
    try {
      account = (await ports.servers.account(target))?.name ?? null;
      signedIn = true;
    } catch (error) {
      if (!isFault(error) || error.exit !== 7) throw error;
      log.debug(error.reason);
    }
    return { ...contextOutput({ ...known, dialect, capabilities }), version, signedIn, account };
  },
  text({ name, server, dialect, capabilities, version, signedIn, account }, ui) {
    const { style, symbol } = ui;
    if (server === null) return `${style.success(symbol.success)} Context ${name} is this machine's own engine`;
    return [
      `${style.success(symbol.success)} ${server} answers`,
      `  Speaks: ${dialectName(dialect)}${version === null || version === "unknown" ? "" : ` ${version}`}`,
      `  Signed in: ${signedIn ? `yes${account === null ? "" : ` (${account})`}` : style.warning("no")}`,
      "  Can:",
      ...capabilityLines(capabilities, ui),
      ...(signedIn ? [] : ["", `\`workspace auth login --context ${name}\` signs in.`]),
    ].join("\n");
  },
});
