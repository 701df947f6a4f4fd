import { packumentDocument, type ReplayedPackage } from "./replay_documents.ts";

/** How a registry can misbehave. */
export type ReplayedFault =
  | { status: number; headers?: Record<string, string> }
  | { redirect: string; status?: number }
  /** A body that is not what it should be. */
  | { body: string; contentType?: string }
  /** The connection ends in the middle of the body. */
  | { cut: true }
  /** No answer until the client gives up; with `slow`, a body whose rest never comes. */
  | { hang: true }
  | { slow: true }
  /** A body of so many bytes. */
  | { huge: number };

export interface ReplayOptions {
  packages?: Record<string, ReplayedPackage>;
  /** By package: what npm's bulk endpoint says of it. Without it the endpoint is not there. */
  advisories?: Record<string, readonly Record<string, unknown>[]>;
  /** Milliseconds before each answer. */
  latency?: number;
  /** Folder of the registry on its host, such as `/npm/`. */
  path?: string;
  /** Values of the `Authorization` header that are let in; without it everyone is. */
  authorization?: readonly string[];
  /** What to answer instead, by package (`advisories` for those), one after the other; `always` repeats the last. */
  faults?: Record<string, readonly ReplayedFault[]>;
  always?: boolean;
  /** Neither abbreviated documents nor ETags nor dist-tags but `latest` nor compression. */
  poor?: boolean;
  /** PEM: the registry speaks TLS. */
  tls?: { cert: string; key: string };
}

export interface ReplayedRequest {
  method: string;
  /** As it was sent, still encoded. */
  path: string;
  /** The package asked for, or `advisories`. */
  subject: string;
  headers: Record<string, string>;
  /** Requests in flight, this one included. */
  inFlight: number;
  status: number;
}

export interface ReplayRegistry extends AsyncDisposable {
  /** With a slash at its end. */
  url: string;
  requests: ReplayedRequest[];
  /** May be changed while it runs; documents made from it are made anew after `changed`. */
  packages: Record<string, ReplayedPackage>;
  changed(): void;
  /** Makes all documents now rather than when they are asked for: for measurements. */
  prepare(): Promise<void>;
}

/** A registry on this machine that answers as it is told: with latency, faults, ETags, both forms of documents, advisories. */
export function startReplayRegistry(options: ReplayOptions = {}): ReplayRegistry {
  const { latency = 0, path = "/", poor = false } = options;
  const packages = options.packages ?? {};
  const documents = new Map<
    string,
    Promise<{ plain: Uint8Array<ArrayBuffer>; gzip: Uint8Array<ArrayBuffer>; etag: string }>
  >();
  const requests: ReplayedRequest[] = [];
  const faultsLeft = new Map(Object.entries(options.faults ?? {}).map(([name, faults]) => [name, [...faults]]));
  let inFlight = 0;
  const closing = new AbortController();

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const subject = subjectOf(url.pathname);
    inFlight++;
    const entry: ReplayedRequest = {
      method: request.method,
      path: url.pathname,
      subject,
      headers: Object.fromEntries(request.headers),
      inFlight,
      status: 0,
    };
    requests.push(entry);
    try {
      if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
      const response = await answer(request, subject);
      entry.status = response.status;
      return response;
    } finally {
      inFlight--;
    }
  }

  function subjectOf(pathname: string): string {
    if (!pathname.startsWith(path)) return "";
    const rest = pathname.slice(path.length);
    return rest === "-/npm/v1/security/advisories/bulk" ? "advisories" : decodeURIComponent(rest);
  }

  async function answer(request: Request, subject: string): Promise<Response> {
    const faults = faultsLeft.get(subject) ?? faultsLeft.get("*");
    const fault = options.always && faults?.length === 1 ? faults[0] : faults?.shift();
    if (fault) return await misbehave(fault);
    const { authorization } = options;
    if (authorization && !authorization.includes(request.headers.get("authorization") ?? "")) {
      return json({ error: "unauthorized" }, { status: 401 });
    }
    if (subject === "advisories" && request.method === "POST" && options.advisories) {
      const asked = Object.keys(await readJson(request) as object);
      return json(
        Object.fromEntries(
          asked.flatMap((name) => name in options.advisories! ? [[name, options.advisories![name]]] : []),
        ),
      );
    }
    if (request.method !== "GET") return json({ error: "method not allowed" }, { status: 405 });
    if (!Object.hasOwn(packages, subject)) return json({ error: "not_found" }, { status: 404 });
    const full = poor || !request.headers.get("accept")?.includes("install-v1");
    const { plain, gzip, etag } = await documentOf(subject, full, request.url);
    const headers: Record<string, string> = {
      "content-type": full ? "application/json" : "application/vnd.npm.install-v1+json",
      vary: "accept-encoding, accept",
    };
    if (poor) return new Response(plain, { headers });
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
    const zipped = request.headers.get("accept-encoding")?.includes("gzip") === true;
    return new Response(zipped ? gzip : plain, {
      headers: { ...headers, etag, ...zipped && { "content-encoding": "gzip" } },
    });
  }

  function documentOf(name: string, full: boolean, url: string) {
    const key = `${full ? "full" : "abbreviated"} ${name}`;
    let document = documents.get(key);
    if (!document) {
      const made = packumentDocument(name, packages[name]!, { full, origin: new URL(url).origin });
      if (poor) made["dist-tags"] = { latest: (made["dist-tags"] as Record<string, string>).latest };
      documents.set(key, document = encode(JSON.stringify(made)));
    }
    return document;
  }

  function misbehave(fault: ReplayedFault): Response | Promise<Response> {
    if ("redirect" in fault) {
      return new Response(null, { status: fault.status ?? 302, headers: { location: fault.redirect } });
    }
    if ("body" in fault) {
      return new Response(fault.body, { headers: { "content-type": fault.contentType ?? "application/json" } });
    }
    if ("huge" in fault) return new Response(zeros(fault.huge), { headers: { "content-type": "application/json" } });
    if ("cut" in fault) return new Response(started((controller) => controller.error(new Error("cut"))));
    if ("slow" in fault) return new Response(started(() => {}));
    if ("hang" in fault) {
      return new Promise((resolve) => {
        closing.signal.addEventListener("abort", () => resolve(new Response(null, { status: 503 })));
      });
    }
    return json({ error: "as told" }, { status: fault.status, ...fault.headers && { headers: fault.headers } });
  }

  /** A body that begins like a packument; what then becomes of it is up to `then`. */
  function started(
    then: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
  ): ReadableStream<Uint8Array> {
    let sent = false;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (!sent) {
          sent = true;
          controller.enqueue(new TextEncoder().encode('{"name":"'));
          return;
        }
        then(controller);
        closing.signal.addEventListener("abort", () => controller.error(new Error("closing")));
      },
    });
  }

  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    ...options.tls,
  }, handle);
  const scheme = options.tls ? "https" : "http";
  return {
    url: `${scheme}://127.0.0.1:${server.addr.port}${path}`,
    requests,
    packages,
    changed: () => documents.clear(),
    async prepare() {
      const { origin } = new URL(`${scheme}://127.0.0.1:${server.addr.port}`);
      for (const name of Object.keys(packages)) {
        for (const full of [true, false]) await documentOf(name, full, origin);
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.shutdown();
    },
  };
}

function json(value: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(value), {
    ...init,
    headers: { "content-type": "application/json", ...init.headers as Record<string, string> },
  });
}

async function readJson(request: Request): Promise<unknown> {
  const zipped = request.headers.get("content-encoding") === "gzip";
  const body = zipped ? request.body!.pipeThrough(new DecompressionStream("gzip")) : request.body!;
  return JSON.parse(await new Response(body).text());
}

async function encode(text: string) {
  const plain = new TextEncoder().encode(text);
  const gzip = await new Response(new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", plain));
  return { plain, gzip, etag: `W/"${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}"` };
}

function zeros(length: number): ReadableStream<Uint8Array> {
  let left = length;
  const block = new TextEncoder().encode(" ".repeat(65536));
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(block);
      left -= block.length;
    },
  });
}
