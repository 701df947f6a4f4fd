import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { isFault } from "../../kernel/fault.ts";
import { mentionsPlugins } from "../plugins/plugged_commands.ts";
import type { AuditContext } from "./audit_request.ts";

/** Plugins with audit rules, and what keeps others from being known. */
export interface AddedRules {
  plugins: Plugin[];
  /** Sentences. */
  problems: string[];
}

/** The audit rules that plugins of the configuration add; undefined where none does. */
export async function findAddedRules(context: AuditContext): Promise<AddedRules | undefined> {
  if (!mentionsPlugins(context)) return undefined;
  const { openPlugins } = await import("../plugins/open_plugins.ts");
  try {
    const { plugins, problems } = await openPlugins(context);
    const ruling = plugins.filter(({ manifest }) => (manifest.auditRules ?? []).length > 0);
    for (const { message } of problems) context.log.warn(message);
    return ruling.length === 0 ? undefined : { plugins: ruling, problems: problems.map(({ message }) => message) };
  } catch (error) {
    if (!isFault(error) || !error.code.startsWith("PLUGIN_")) throw error;
    return { plugins: [], problems: [`${error.message}: ${error.reason}`] };
  }
}
