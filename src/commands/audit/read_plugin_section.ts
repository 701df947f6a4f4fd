import type { AddedRule, Finding, SectionReport } from "../../domain/release/audits/model.ts";
import { addedRuleId, readPluginFindings } from "../../domain/release/audits/plugin_findings.ts";
import { PLUGIN_UNTRUSTED } from "../../domain/release/plugins/faults.ts";
import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { isFault } from "../../kernel/fault.ts";
import { permissionsIn } from "../plugins/grant_plugin.ts";
import type { AuditInput } from "./audit_input.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AddedRules } from "./find_added_rules.ts";

/**
 * What the audit rules of plugins find. Each runs in a Worker of its own with what its plugin was granted; one that
 * fails is told of and hides no other.
 */
export async function readPluginSection(
  context: AuditContext,
  { input, added }: { input: AuditInput; added: AddedRules },
): Promise<SectionReport> {
  const notices = [...added.problems];
  const findings: Finding[] = [];
  const rules: AddedRule[] = [];
  for (const plugin of added.plugins) {
    if (!plugin.grant) {
      const { message, hint } = PLUGIN_UNTRUSTED({ plugin: plugin.name, isChanged: plugin.state === "changed" });
      notices.push(`${message}: its rules did not run. ${hint}`);
    }
    for (const { name, summary } of plugin.manifest.auditRules!) {
      const id = addedRuleId(plugin.name, name);
      const found = plugin.grant ? await runRule(context, { input, plugin, name }) : undefined;
      const state = found === undefined ? "untrusted" : "problem" in found ? "failed" : "ran";
      rules.push({ id, summary, state });
      if (found === undefined) continue;
      if ("problem" in found) notices.push(`Rule ${id} gave no answer: ${found.problem}`);
      else findings.push(...found);
    }
  }
  const isSeen = rules.some(({ state }) => state === "ran");
  return {
    section: "plugins",
    status: notices.length === 0 ? "complete" : isSeen ? "partial" : "unavailable",
    findings,
    notices,
    rules,
  };
}

async function runRule(
  { ports, options, log }: AuditContext,
  { input, plugin, name }: { input: AuditInput; plugin: Plugin; name: string },
): Promise<Finding[] | { problem: string }> {
  const { project: { root, config }, workspace: { packages } } = input;
  const id = addedRuleId(plugin.name, name);
  log.debug(`Running rule ${id} (${plugin.hash})`);
  try {
    const answer = await (await ports.plugins()).call({
      plugin: plugin.name,
      code: plugin.code,
      permissions: permissionsIn(root, plugin.grant!.permissions),
      table: "auditRules",
      name,
      input: { rule: name, root, config, packages: packages.map(described), offline: options.offline },
      limitSeconds: options.ruleTimeout,
      log,
    });
    return readPluginFindings(answer, { id, packages });
  } catch (error) {
    if (!isFault(error)) throw error;
    return { problem: error.message };
  }
}

/** What plugins are told of a package. */
function described(
  { name, version, path, manifestPath, private: isPrivate, dependencies }: AuditInput["workspace"]["packages"][number],
): unknown {
  return {
    name,
    version: version ?? null,
    path,
    manifest: manifestPath,
    private: isPrivate,
    dependencies: dependencies.map(({ name, kind, specifier }) => ({ name, kind, specifier })),
  };
}
