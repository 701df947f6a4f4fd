import type { Probe } from "../../domain/workflow/contexts/ports.ts";
import { API_BASE } from "../../domain/workflow/rest/wire/model.ts";
import { COMPOZY_CAPABILITIES, COMPOZY_MISSING } from "./compozy/compozy_service.ts";
import { isFields, textIn } from "./compozy/shapes.ts";
import { SERVER_UNKNOWN } from "./faults.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { type Peer, readProblem, statusFailure } from "./problems.ts";

/**
 * Asks a server what it speaks: our own says so in its health; Compozy's are told apart by whether lists have pages.
 * Faults: `SERVER_UNKNOWN`, `UNAUTHENTICATED` where a list cannot be seen, those of `Http`.
 */
export async function probe(send: Http, peer: Peer): Promise<Probe> {
  const get = (path: string) => send({ method: "GET", path: `${API_BASE}${path}`, idempotent: true });
  const refuse = (problem: string) => SERVER_UNKNOWN({ server: peer.server, problem });
  const health = await get("/health");
  const body = readProblem(health.text);
  if (health.status === 200 && typeof body?.apiVersion === "number" && isFields(body.capabilities)) {
    return { dialect: "workspace", version: textIn(body, "version"), capabilities: flags(body.capabilities) };
  }
  if (health.status === 401 || health.status === 403 || health.status === 429) fail(health, peer);
  if (!body && health.status !== 404) {
    throw refuse(`It answered ${health.status} to GET ${API_BASE}/health, and no JSON.`);
  }
  const list = await get("/workflows?limit=1");
  const data = readProblem(list.text)?.data;
  if (list.status === 401 || list.status === 403 || list.status === 429 || list.status >= 500) fail(list, peer);
  if (list.status !== 200 || !isFields(data) || !("workflows" in data)) {
    throw refuse(`It answered ${list.status} to GET ${API_BASE}/workflows, and no list of workflows.`);
  }
  const dialect = isFields(data.page) || list.headers.has("link") ? "compozy" : "compozy-2025-07";
  const version = body ? textIn(isFields(body.data) ? body.data : body, "version") : "";
  return {
    dialect,
    version: version || "unknown",
    capabilities: { ...COMPOZY_CAPABILITIES[dialect], ...COMPOZY_MISSING },
  };
}

function fail(answer: HttpAnswer, peer: Peer): never {
  throw statusFailure(answer, { peer, words: undefined });
}

function flags(capabilities: Record<string, unknown>): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(capabilities).filter((each): each is [string, boolean] => typeof each[1] === "boolean"),
  );
}
