import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { PERMISSIONS_SCHEMA } from "../../domain/release/plugins/trust.ts";
import { either, type Infer, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { permissionLines } from "./grant_plugin.ts";

const NAMED = object({ name: text(), summary: text() });

export const PLUGIN = object({
  name: text(),
  version: text(),
  manifest: text({ description: "Relative to the project's root; absolute where it lies outside" }),
  state: oneOf(["trusted", "changed", "untrusted"]),
  trustedAt: either([text(), nothing]),
  hash: text({ description: "SHA-256 of manifest and module" }),
  permissions: PERMISSIONS_SCHEMA,
  commands: list(NAMED),
  formatters: list(NAMED),
  auditRules: list(NAMED),
});

export function pluginOutput(plugin: Plugin): Infer<typeof PLUGIN> {
  const named = (items: { name: string; summary: string }[] = []) =>
    items.map(({ name, summary }) => ({ name, summary }));
  return {
    name: plugin.name,
    version: plugin.manifest.version,
    manifest: plugin.shownPath,
    state: plugin.state,
    trustedAt: plugin.grant?.trustedAt ?? null,
    hash: plugin.hash,
    permissions: plugin.permissions,
    commands: named(plugin.manifest.commands),
    formatters: named(plugin.manifest.formatters),
    auditRules: named(plugin.manifest.auditRules),
  };
}

export function pluginLines(plugin: Infer<typeof PLUGIN>, ui: Ui): string[] {
  const state = plugin.state === "trusted" ? ui.style.success("trusted") : ui.style.warning(plugin.state);
  return [
    `${ui.style.bold(plugin.name)} ${plugin.version} ${state} ${ui.style.dim(plugin.manifest)}`,
    ...permissionLines(plugin.permissions).map((line) => `  ${line}`),
    ...plugin.commands.map(({ name, summary }) => `  command ${name}: ${summary}`),
    ...plugin.formatters.map(({ name, summary }) => `  format ${name}: ${summary}`),
    ...plugin.auditRules.map(({ name, summary }) => `  audit rule ${name}: ${summary}`),
  ];
}
