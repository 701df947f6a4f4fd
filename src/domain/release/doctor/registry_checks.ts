import { type Registry, registryOf, type RegistryProbe, type RegistrySettings } from "../../../kernel/registry.ts";
import { type CheckDeclaration, failed, type Finding, ok, skipped, warning } from "./model.ts";

/** The registries that packages come from: whether they answer, and take the credentials that are configured. */
export function registryChecks(
  settings: RegistrySettings,
  { registry, offline }: { registry: Pick<Registry, "probe">; offline: boolean },
): CheckDeclaration[] {
  const asked = groupScopes(settings);
  return [
    {
      id: "settings",
      title: "Settings",
      run: () =>
        settings.warnings.length === 0
          ? ok(settings.origin === "default" ? "npm's default registry" : `as ${settings.origin} says`)
          : warning(settings.warnings.join("; "), "Correct the package manager's configuration, such as .npmrc."),
    },
    ...asked.map(({ url, ids, packages }) => ({
      id: ids.join(","),
      title: packages === undefined ? shown(url) : `${shown(url)} for ${packages}`,
      run: async () =>
        offline ? skipped("--offline: it was not asked.") : describe(shown(url), await registry.probe(url, packages)),
    })),
  ];
}

/** One registry as packages ask it: `packages` is a scope that has credentials of its own. */
interface Asked {
  url: string;
  ids: string[];
  packages: string | undefined;
}

function groupScopes(settings: RegistrySettings): Asked[] {
  const own = new Set(settings.credentials.flatMap((each) => each.packages ?? []));
  const byKey = new Map<string, Asked>();
  byKey.set(settings.registry, { url: settings.registry, ids: ["default"], packages: undefined });
  for (const scope of new Set([...Object.keys(settings.scopes), ...own])) {
    const url = registryOf(`${scope}/`, settings);
    const packages = own.has(scope) ? scope : undefined;
    const key = packages === undefined ? url : `${url} ${packages}`;
    const known = byKey.get(key);
    if (known) known.ids.push(scope);
    else byKey.set(key, { url, ids: [scope], packages });
  }
  return [...byKey.values()];
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
