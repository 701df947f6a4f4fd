import type { Ports } from "../../cli/command.ts";
import { CANCELLED } from "../../cli/faults.ts";
import { PLUGIN_UNTRUSTED } from "../../domain/release/plugins/faults.ts";
import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { changeGrants, type Grant } from "../../domain/release/plugins/trust.ts";
import { resolvePath } from "../../kernel/path.ts";
import type { PluginPermissions } from "../../kernel/plugin.ts";

/** Records that a plugin's content, as it was read, may have the permissions that its manifest states. */
export function grantPlugin(
  plugin: Plugin,
  { ports, store }: { ports: Pick<Ports, "files" | "clock">; store: string },
): Grant {
  const grant: Grant = {
    name: plugin.name,
    manifest: plugin.manifestPath,
    permissions: plugin.permissions,
    trustedAt: ports.clock.now().toString(),
  };
  changeGrants(ports.files, store, (grants) => ({
    // One content of a plugin is trusted at a time: what it was before must be trusted again.
    ...Object.fromEntries(Object.entries(grants).filter(([, each]) => each.manifest !== plugin.manifestPath)),
    [plugin.hash]: grant,
  }));
  return grant;
}

/**
 * What a plugin was granted; on a terminal it is asked for once. Faults: `PLUGIN_UNTRUSTED` where nobody can be asked,
 * `CANCELLED`.
 */
export async function getGrant(
  plugin: Plugin,
  { ports, store }: { ports: Pick<Ports, "files" | "clock" | "prompt">; store: string },
): Promise<Grant> {
  if (plugin.grant) return plugin.grant;
  const isChanged = plugin.state === "changed";
  if (!ports.prompt.available) throw PLUGIN_UNTRUSTED({ plugin: plugin.name, isChanged });
  const question = [
    `Plugin '${plugin.name}' ${plugin.manifest.version} (${plugin.shownPath}) ${
      isChanged ? "has changed" : "is not trusted yet"
    }. It asks for:`,
    ...permissionLines(plugin.permissions).map((line) => `  ${line}`),
    "Trust it?",
  ].join("\n");
  if (!await ports.prompt.confirm(question, { initial: false })) {
    throw CANCELLED({ action: `Running plugin '${plugin.name}'` });
  }
  return grantPlugin(plugin, { ports, store });
}

/** Permissions with absolute paths. */
export function permissionsIn(root: string, granted: PluginPermissions): PluginPermissions {
  const inRoot = (path: string) => resolvePath(root, path);
  return { ...granted, read: granted.read.map(inRoot), write: granted.write.map(inRoot) };
}

const LABELS: readonly (readonly [kind: keyof PluginPermissions, label: string, note: string])[] = [
  ["read", "read", "in the project"],
  ["write", "write", "in the project"],
  ["net", "network", ""],
  ["run", "run", "which may do anything you may"],
  ["env", "environment", ""],
];

/** Permissions as lines for a person. */
export function permissionLines(permissions: PluginPermissions): string[] {
  const lines = LABELS.flatMap(([kind, label, note]) => {
    const items = permissions[kind];
    return items.length === 0 ? [] : [`${label}: ${items.join(", ")}${note === "" ? "" : ` (${note})`}`];
  });
  return lines.length === 0 ? ["no permissions"] : lines;
}
