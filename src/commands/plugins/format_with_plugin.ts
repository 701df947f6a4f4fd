import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import type { Plugins } from "../../kernel/plugin.ts";
import type { Log } from "../../kernel/ports.ts";
import { PLUGIN_ANSWER_UNFIT } from "./faults.ts";

const FORMAT_SECONDS = 30;
const NO_PERMISSIONS = { read: [], write: [], net: [], run: [], env: [] };
const MUTE: Log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

/** A command's value as a formatter prints it. Formatters turn values into texts: they have no permissions at all. */
export async function formatWithPlugin(
  { plugin, name, value, plugins }: { plugin: Plugin; name: string; value: unknown; plugins: Plugins },
): Promise<string> {
  const text = await plugins.call({
    plugin: plugin.name,
    code: plugin.code,
    permissions: NO_PERMISSIONS,
    table: "formatters",
    name,
    input: { success: true, ...value as object },
    limitSeconds: FORMAT_SECONDS,
    log: MUTE,
  });
  if (typeof text === "string") return text;
  throw PLUGIN_ANSWER_UNFIT({ plugin: plugin.name, name, problem: "a formatter returns a text" });
}
