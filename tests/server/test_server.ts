import { serve } from "../../src/adapters/server/serve.ts";
import type { ServeRequest } from "../../src/domain/workflow/engine/ports.ts";
import type { Scope } from "../../src/domain/workflow/model.ts";
import { openApiDocument } from "../../src/domain/workflow/rest/openapi.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";
import type { ServiceOptions } from "../../src/domain/workflow/service/parts.ts";
import { pageLinks } from "../../src/domain/workflow/tokens/page_links.ts";
import { tokens } from "../../src/domain/workflow/tokens/tokens.ts";
import { type TestService, testService } from "../contract/workflow_service/fixture.ts";

/** A server on loopback over real stores; the test itself does what the owner of the runs does. */
export interface TestServer extends AsyncDisposable {
  url: string;
  open: TestService;
  /** A new token with these scopes. */
  token(scopes: readonly Scope[], options?: { name?: string; expiresAt?: string }): Promise<string>;
  /** A link that opens the page once. */
  link(): Promise<string>;
  /** Asks the server with a token, or without one. */
  ask(path: string, init?: RequestInit & { token?: string }): Promise<Response>;
  stop(graceMilliseconds: number): Promise<void>;
  /** Lines of the access log. */
  access: string[];
  /** What were mistakes of the program. */
  failures: unknown[];
  clock: { moved: Temporal.Duration };
}

export async function startTestServer(
  options: Partial<Pick<ServeRequest, "tls" | "names" | "port" | "requestsPerMinute" | "gauges">> & {
    service?: Partial<ServiceOptions>;
  } = {},
): Promise<TestServer> {
  const open = await testService({ server: true, ...options.service });
  const moved = { moved: new Temporal.Duration() };
  const clock = { now: () => Temporal.Now.instant().add(moved.moved) };
  const parts = { ...open.parts, clock };
  const keys = tokens(parts);
  const [access, failures]: [string[], unknown[]] = [[], []];
  const server = serve({
    hostname: "127.0.0.1",
    port: options.port ?? 0,
    tls: options.tls,
    names: options.names ?? [],
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    version: "1.2.3",
    openapi: () => Promise.resolve(openApiDocument("1.2.3")),
    service: (actor) => localService({ ...parts, actor }),
    findToken: async (secret) => {
      const found = await keys.verify(secret);
      return found.kind === "unknown" ? undefined : found.token;
    },
    redeemLink: (key, address) => pageLinks({ ...parts, actor: { name: "page", origin: address } }).redeem(key),
    access: (line) => void access.push(line),
    failed: (error) => void failures.push(error),
    gauges: options.gauges ?? (() => []),
  }, clock);
  let stopped: Promise<void> | undefined;
  const stop = (grace: number) => stopped ??= server.stop(grace);
  return {
    url: server.url,
    open,
    access,
    failures,
    clock: moved,
    stop,
    async token(scopes, { name = scopes.join("-"), expiresAt } = {}) {
      return (await keys.create({ name, scopes, ...(expiresAt === undefined ? {} : { expiresAt }) })).secret;
    },
    link: async () => `${server.url}/open?key=${(await pageLinks(parts).create()).key}`,
    ask: (path, { token, ...init } = {}) =>
      fetch(`${server.url}${path}`, {
        ...init,
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
      }),
    async [Symbol.asyncDispose]() {
      await stop(0);
      open[Symbol.dispose]();
    },
  };
}
