import type { Registry, RegistryProbe, RegistrySettings } from "../../../kernel/registry.ts";
import { type CheckDeclaration, failed, type Finding, ok, skipped, warning } from "./model.ts";

/** The registries that packages come from: whether they answer, and take the credentials that are configured. */
export function registryChecks(
  settings: RegistrySettings,
  { registry, offline }: { registry: Pick<Registry, "probe">; offline: boolean },
): CheckDeclaration[] {
  const scopesOf = new Map<string, string[]>([[settings.registry, []]]);
  for (const [scope, url] of Object.entries(settings.scopes)) scopesOf.set(url, [...scopesOf.get(url) ?? [], scope]);
  return [
    {
      id: "settings",
      title: "Settings",
      run: () =>
        settings.warnings.length === 0
          ? ok(settings.origin === "default" ? "npm's default registry" : `as ${settings.origin} says`)
          : warning(settings.warnings.join("; "), "Correct the package manager's configuration, such as .npmrc."),
    },
    ...[...scopesOf].map(([url, scopes]) => ({
      id: [...url === settings.registry ? ["default"] : [], ...scopes].join(","),
      title: shown(url),
      run: async () =>
        offline ? skipped("--offline: it was not asked.") : describe(shown(url), await registry.probe(url)),
    })),
  ];
}

function describe(url: string, probe: RegistryProbe): Finding {
  if (probe.state === "unreachable") {
    return failed(
      `It cannot be reached: ${probe.problem}`,
      "Look at the network, and at registry, proxy and cafile in .npmrc. `--offline` leaves registries out.",
    );
  }
  const login = `Run \`npm login --registry ${url}\`, or set an _authToken for it in .npmrc.`;
  switch (probe.credential) {
    case "accepted":
      return ok(`reachable, credentials accepted (${probe.user})`);
    case "refused":
      return failed("It refuses the credentials that are configured for it.", login);
    case "missing":
      return warning(
        `Its credentials refer to ${probe.variable}, which is not set or may not be read.`,
        `Set ${probe.variable}. Only variables that \`workspace permissions\` lists can be read.`,
      );
    case "unknown":
      return ok("reachable; there are credentials for it, and it does not say whether they are right");
    case "none":
      return probe.wantsCredential
        ? failed("It wants credentials, and none are configured.", login)
        : ok("reachable, no credentials configured");
  }
}

/** A URL without what may be secret. */
function shown(text: string): string {
  const url = new URL(text);
  url.username =
    url.password =
    url.search =
    url.hash =
      "";
  return url.href;
}
