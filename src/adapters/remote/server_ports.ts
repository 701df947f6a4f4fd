import type { Credentials, ServerPorts, ServerTarget } from "../../domain/workflow/contexts/ports.ts";
import type { Environment, Log } from "../../kernel/ports.ts";
import { hasBrowser, openBrowser } from "../oauth/open_browser.ts";

/** Servers as this process reaches them; what a part needs is loaded when it is first used. */
export function serverPorts(
  { env, log, version, credentials }: {
    env: Environment;
    log: Log;
    /** Of this program. */
    version: string;
    credentials(): Promise<Credentials>;
  },
): ServerPorts {
  let stored: Promise<Credentials> | undefined;
  return {
    credentials: () => stored ??= credentials(),
    async authorization(trust = {}) {
      const { oauthAuthorization } = await import("../oauth/authorization.ts");
      return oauthAuthorization(trust);
    },
    async remote(target) {
      const { remoteService } = await import("./remote_service.ts");
      return remoteService({ ...target, version, log });
    },
    async probe(target) {
      const { probeServer } = await import("./remote_service.ts");
      return await probeServer({ ...target, version, log });
    },
    account: (target) => readAccount(target, { version, log }),
    hasBrowser: () => hasBrowser({ env, system: Deno.build.os }),
    async openBrowser(url) {
      return await openBrowser(url, { env, system: Deno.build.os });
    },
  };
}

/** Our own server says whose a token is; others only whether they take it. */
async function readAccount(target: ServerTarget, { version, log }: { version: string; log: Log }) {
  const { http } = await import("./http.ts");
  const { workspaceClient } = await import("./workspace_client.ts");
  const { statusFailure } = await import("./problems.ts");
  const send = http({ ...target, log, userAgent: `workspace/${version}` });
  if (target.dialect === "workspace") return await workspaceClient({ send, peer: target, version, log }).call("whoami");
  const { API_BASE } = await import("../../domain/workflow/rest/wire/model.ts");
  const path = `${API_BASE}/workflows?limit=1`;
  const answer = await send({ method: "GET", path, idempotent: true });
  if (answer.status >= 400) throw statusFailure(answer, { peer: target, words: undefined });
  return undefined;
}
