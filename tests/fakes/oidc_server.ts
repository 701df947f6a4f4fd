import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** A real OpenID provider on loopback, whose one user signs in at once. */
export interface OidcServer extends AsyncDisposable {
  issuer: string;
  /** What the user answers when asked for consent. */
  answer: "allow" | "deny";
  /** Paths of the requests that came, in their order. */
  readonly requests: string[];
  /** Makes every refresh token worthless. */
  forgetGrants(): Promise<void>;
  /** Whether the provider still takes an access token. */
  accepts(accessToken: string): Promise<boolean>;
}

export interface OidcOptions {
  /** Seconds that an access token is good for. */
  accessTokenSeconds?: number;
  /** Whether the user enters the codes of devices at once. */
  entersCodes?: boolean;
  /** Features to leave out. */
  without?: readonly ("device" | "revocation")[];
}

export const ACCOUNT = "ada@example.com";

// deno-lint-ignore no-explicit-any
type Untyped = any;

/** Keeps everything in a map, so that tests can look into it. */
function memoryAdapter(store: Map<string, Untyped>) {
  return class {
    constructor(readonly model: string) {}
    #key = (id: string) => `${this.model}:${id}`;
    upsert(id: string, payload: Untyped) {
      store.set(this.#key(id), payload);
      return Promise.resolve();
    }
    find = (id: string) => Promise.resolve(store.get(this.#key(id)));
    #findBy(field: string, value: string) {
      return Promise.resolve(
        [...store].find(([key, each]) => key.startsWith(`${this.model}:`) && each[field] === value)?.[1],
      );
    }
    findByUid = (uid: string) => this.#findBy("uid", uid);
    findByUserCode = (userCode: string) => this.#findBy("userCode", userCode);
    destroy(id: string) {
      store.delete(this.#key(id));
      return Promise.resolve();
    }
    revokeByGrantId(grantId: string) {
      for (const [key, each] of store) if (each.grantId === grantId) store.delete(key);
      return Promise.resolve();
    }
    consume(id: string) {
      store.get(this.#key(id)).consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    }
  };
}

export async function startOidcServer(options: OidcOptions = {}): Promise<OidcServer> {
  const { accessTokenSeconds = 3600, without = [] } = options;
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const store = new Map<string, Untyped>();
  const provider: Untyped = new (Provider as Untyped)(issuer, {
    adapter: memoryAdapter(store),
    clients: [{
      client_id: "workspace-cli",
      token_endpoint_auth_method: "none",
      application_type: "native",
      grant_types: [
        "authorization_code",
        "refresh_token",
        ...(without.includes("device") ? [] : ["urn:ietf:params:oauth:grant-type:device_code"]),
      ],
      redirect_uris: ["http://127.0.0.1/callback"],
      response_types: ["code"],
    }],
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: !without.includes("device") },
      revocation: { enabled: !without.includes("revocation") },
      introspection: { enabled: false },
    },
    claims: { openid: ["sub", "email"] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
    cookies: { keys: ["test"] },
    ttl: {
      AccessToken: accessTokenSeconds,
      IdToken: 3600,
      Grant: 3600,
      Session: 3600,
      Interaction: 600,
      RefreshToken: 3600,
      DeviceCode: 600,
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    jwks: { keys: [await privateKey()] },
  });
  const handle = provider.callback();
  const server: OidcServer = {
    issuer,
    answer: "allow",
    requests: [],
    forgetGrants() {
      for (const key of store.keys()) if (key.startsWith("RefreshToken:")) store.delete(key);
      return Promise.resolve();
    },
    accepts: async (token) => await provider.AccessToken.find(token) !== undefined,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  http.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    server.requests.push(`${request.method} ${request.url!.split("?")[0]}`);
    if (options.entersCodes && request.url === "/device/auth") {
      response.on("finish", () => {
        const [, device] = [...store].findLast(([key]) => key.startsWith("DeviceCode:"))!;
        browse(`${issuer}/device?user_code=${device.userCode}`);
      });
    }
    if (!request.url!.startsWith("/interaction/")) return handle(request, response);
    await provider.interactionFinished(request, response, await interaction(provider, { request, response, server }), {
      mergeWithLastSubmission: true,
    });
  });
  return server;
}

/** Signs the user in, then grants what is asked for, or not. */
async function interaction(
  provider: Untyped,
  { request, response, server }: { request: IncomingMessage; response: ServerResponse; server: OidcServer },
) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") return { login: { accountId: ACCOUNT } };
  if (server.answer === "deny") return { error: "access_denied", error_description: "The user said no" };
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(" ") ?? "openid");
  return { consent: { grantId: await grant.save() } };
}

async function privateKey(): Promise<JsonWebKey & Record<string, unknown>> {
  const { privateKey } = await crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true,
    ["sign", "verify"],
  );
  const { key_ops: _, ext: _ext, ...key } = await crypto.subtle.exportKey("jwk", privateKey);
  return { ...key, use: "sig", kid: Buffer.from(key.n!).toString("hex").slice(0, 8) };
}

/** A browser that follows redirects with its cookies, and submits every form at once; gives the last page. */
export async function browse(start: string): Promise<{ url: string; status: number; text: string }> {
  const cookies = new Map<string, string>();
  let request: { url: string; form?: URLSearchParams } = { url: start };
  for (let hop = 0; hop < 30; hop++) {
    const { url, form } = request;
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { body: form } : {}),
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!;
      cookies.set(name!, value!);
    }
    const text = await response.text();
    const location = response.headers.get("location");
    if (location !== null) {
      request = { url: new URL(location, url).href };
      continue;
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined) return { url, status: response.status, text };
    const fields = new URLSearchParams();
    for (const [input] of text.matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name) fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    // A form that a person would have to fill in.
    if (fields.get("user_code") === "") return { url, status: response.status, text };
    request = { url: new URL(action, url).href, form: fields };
  }
  throw new Error("the browser was sent around in circles");
}
