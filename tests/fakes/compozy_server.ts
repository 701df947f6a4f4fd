/**
 * A double of a Compozy server, written from what is known of its interface: envelopes and problem documents, API keys,
 * pages, executions without timestamps, events, limits. `2025-07` only reads workflows and has no events.
 */
export interface CompozyDouble extends AsyncDisposable {
  server: string;
  /** What came: `GET /api/v0/workflows?limit=1`. */
  readonly requests: { line: string; headers: Headers; body: unknown }[];
  readonly workflows: Map<string, { value: Record<string, unknown>; etag: string }>;
  readonly executions: Map<string, Execution>;
  /** Answers that come in place of the next ones. */
  readonly next: ((request: Request) => Response | undefined)[];
  /** Sends an event to who streams an execution, and changes its state. */
  tell(id: string, event: { name: string; data: unknown; change?: Partial<Execution> }): void;
  /** Ends the connections of who streams. */
  cut(): void;
}

export interface Execution {
  workflow_exec_id: string;
  workflow_id: string;
  status: string;
  input?: unknown;
  output?: unknown;
  error?: { code: string; message: string; details?: unknown };
  tasks?: Record<string, unknown>;
}

export const API_KEY = "cpzy_0123456789abcdefghij";
/** KSUIDs of 1 January 2026, midnight and one hour later. */
export const EXEC_IDS = [ksuid("2026-01-01T00:00:00Z", 7n), ksuid("2026-01-01T01:00:00Z", 9n)] as const;

/** The KSUID of an instant. */
export function ksuid(at: string, rest: bigint): string {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let value = (BigInt(Date.parse(at) / 1000) - 1_400_000_000n << 128n) + rest;
  let text = "";
  for (; value > 0n; value /= 62n) text = alphabet[Number(value % 62n)] + text;
  return text.padStart(27, "0");
}

const encoder = new TextEncoder();

export function startCompozy(dialect: "compozy" | "compozy-2025-07"): CompozyDouble {
  const isNew = dialect === "compozy";
  const streams = new Map<string, { id: number; send(text: string): void; end(): void; events: string[] }>();
  const listeners = new Set<() => void>();
  const double: Omit<CompozyDouble, "server" | typeof Symbol.asyncDispose> = {
    requests: [],
    workflows: new Map(),
    executions: new Map(),
    next: [],
    tell(id, { name, data, change }) {
      Object.assign(double.executions.get(id)!, change);
      const stream = streamOf(id);
      const event = `id: ${++stream.id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
      stream.events.push(event);
      stream.send(event);
      if (name === "complete" || name === "error") stream.end();
    },
    cut() {
      for (const end of [...listeners]) end();
    },
  };
  const streamOf = (id: string) => {
    const known = streams.get(id);
    if (known) return known;
    const open = { id: 0, events: [] as string[], send: (_: string) => {}, end: () => {} };
    streams.set(id, open);
    return open;
  };

  const respond = (request: Request, body: unknown): Response => {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(/^\/api\/v0/, "").split("/").slice(1).map(decodeURIComponent);
    const { method } = request;
    if (path[0] === "health") return envelope(200, { version: "0.9.0", ready: true });
    if (request.headers.get("authorization") !== `Bearer ${API_KEY}`) {
      return failure(401, "UNAUTHORIZED", "Invalid or missing API key");
    }
    const [object, id, action] = path;
    if (object === "workflows") {
      const known = id === undefined ? undefined : double.workflows.get(id);
      if (id === undefined) return listWorkflows(searchParams);
      if (action === "executions") return method === "POST" ? start(id, known !== undefined, body) : executionsOf(id);
      if (method === "GET") {
        if (!known) return isNew ? problem(404, "workflow not found") : failure(404, "NOT_FOUND", "workflow not found");
        return envelope(200, known.value, { etag: `"${known.etag}"` });
      }
      if (!isNew) return failure(404, "NOT_FOUND", "no such route");
      const match = request.headers.get("if-match")?.replaceAll('"', "");
      if (match !== undefined && match !== known?.etag) return problem(412, "etag mismatch");
      if (method === "DELETE") {
        if (!known) return problem(404, "workflow not found");
        double.workflows.delete(id);
        return new Response(null, { status: 204 });
      }
      const value = body as Record<string, unknown>;
      const etag = `e${JSON.stringify(value).length}-${
        [...JSON.stringify(value)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 99991, 0)
      }`;
      double.workflows.set(id, { value, etag });
      return envelope(known ? 200 : 201, value, { etag: `"${etag}"` });
    }
    if (object === "executions" && id === "workflows") return execution(request, path.slice(2), body);
    return failure(404, "NOT_FOUND", "no such route");
  };

  const listWorkflows = (search: URLSearchParams): Response => {
    const all = [...double.workflows.values()].map(({ value, etag }) => isNew ? { ...value, etag } : value);
    if (!isNew) return envelope(200, { workflows: all });
    const limit = Math.min(Number(search.get("limit") ?? 50), 500);
    const start = Number(search.get("cursor") ?? 0);
    const end = start + limit;
    const next = end < all.length ? String(end) : "";
    const page = { limit, total: all.length, ...(next === "" ? {} : { next_cursor: next }) };
    return envelope(200, { workflows: all.slice(start, end), page }, {
      link: next === "" ? "" : `</api/v0/workflows?cursor=${next}>; rel="next"`,
    });
  };

  const start = (workflowId: string, exists: boolean, body: unknown): Response => {
    if (!exists) return failure(500, "INTERNAL_ERROR", "failed to execute workflow", "workflow config not found");
    const { input } = body as { input?: unknown };
    const id = ksuid("2026-01-02T03:04:05Z", BigInt(double.executions.size + 1));
    double.executions.set(id, { workflow_exec_id: id, workflow_id: workflowId, status: "RUNNING", input, tasks: {} });
    return envelope(202, { exec_id: id, exec_url: `/api/v0/executions/workflows/${id}`, workflow_id: workflowId });
  };

  const executionsOf = (workflowId: string | undefined): Response => {
    const all = [...double.executions.values()];
    return envelope(200, {
      executions: workflowId === undefined ? all : all.filter((each) => each.workflow_id === workflowId),
    });
  };

  const execution = (request: Request, [id, action]: string[], body: unknown): Response => {
    if (id === undefined) return executionsOf(undefined);
    if (!/^[0-9A-Za-z]{27}$/.test(id)) return failure(400, "BAD_REQUEST", "Invalid execution ID");
    const found = double.executions.get(id);
    if (!found) return failure(404, "NOT_FOUND", "execution not found");
    switch (action) {
      case undefined:
        return envelope(200, found);
      case "stream":
        return isNew ? stream(request, id) : failure(404, "NOT_FOUND", "no such route");
      case "signals":
        return typeof (body as { signal_name?: unknown }).signal_name === "string"
          ? envelope(200, { message: "Signal sent successfully" })
          : failure(400, "BAD_REQUEST", "signal_name is required");
      default:
        found.status = ({ cancel: "CANCELED", pause: "PAUSED", resume: "RUNNING" } as Record<string, string>)[action]!;
        return Response.json({ status: 200, message: `workflow execution ${action}` });
    }
  };

  const stream = (request: Request, id: string): Response => {
    const last = Number(request.headers.get("last-event-id") ?? 0);
    const known = streamOf(id);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const end = () => {
          listeners.delete(end);
          try {
            controller.close();
          } catch {
            // It was closed already.
          }
        };
        listeners.add(end);
        controller.enqueue(encoder.encode(": ping\n\n"));
        for (const event of known.events.slice(last)) controller.enqueue(encoder.encode(event));
        known.send = (text) => {
          if (listeners.has(end)) controller.enqueue(encoder.encode(text));
        };
        known.end = end;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };

  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const text = await request.text();
    const body = text === "" ? undefined : JSON.parse(text);
    const { pathname, search } = new URL(request.url);
    double.requests.push({ line: `${request.method} ${pathname}${search}`, headers: request.headers, body });
    return double.next.shift()?.(request) ?? respond(request, body);
  });
  return {
    ...double,
    server: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      double.cut();
      await listener.shutdown();
    },
  };
}

function envelope(status: number, data: unknown, headers: Record<string, string> = {}): Response {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
  return Response.json({ status, message: "done", data }, { status, headers: { ...given, "x-request-id": "req-1" } });
}

function failure(status: number, code: string, message: string, details?: string): Response {
  const error = { code, message, ...(details === undefined ? {} : { details }) };
  return Response.json({ status, error }, { status, headers: { "x-request-id": "req-1" } });
}

/** The newer form of failures. */
export function problem(status: number, error: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ status, error, details: error, code: "problem", type: "about:blank" }), {
    status,
    headers: { "content-type": "application/problem+json", "x-request-id": "req-1", ...headers },
  });
}
