import type { RunningServer, ServeRequest } from "../../domain/workflow/engine/ports.ts";
import type { Clock } from "../../kernel/ports.ts";
import { startHttpServer } from "./http_server.ts";
import { requestMetrics } from "./metrics.ts";
import { tokenBuckets } from "./rate_limit.ts";
import { answerPage } from "./page/page.ts";
import { sessions } from "./page/sessions.ts";
import { type Answered, identify, type Incoming, type RestOptions } from "./rest_api.ts";

/** Serves the workflows over HTTP: the REST surface, the web page, and figures for Prometheus. Faults: those of `startHttpServer`. */
export function serve(request: ServeRequest, clock: Clock): RunningServer {
  const metrics = requestMetrics();
  const readers = sessions(clock);
  let stopping = false;
  const rest: RestOptions = {
    service: request.service,
    findToken: request.findToken,
    findSession: (asked) => readers.find(asked),
    openapi: request.openapi,
    rateLimit: tokenBuckets(request.requestsPerMinute, clock),
    clock,
    isStopping: () => stopping,
    failed: request.failed,
  };
  const { hostname, port, tls, names } = request;
  const server = startHttpServer({
    rest,
    hostname,
    port,
    tls,
    names,
    metrics,
    access: (entry) => request.access(JSON.stringify(entry)),
    page: answerOther,
  });
  return {
    url: server.url,
    async stop(graceMilliseconds) {
      stopping = true;
      await server.stop(graceMilliseconds);
    },
  };

  async function answerOther(incoming: Incoming): Promise<Answered | undefined> {
    if (incoming.path !== "/metrics") return await answerPage(incoming, { rest, sessions: readers, ...request });
    const { id, name } = await identify(incoming, rest);
    rest.rateLimit.take(`token ${id}`);
    const lines = [...metrics.lines(), ...request.gauges()];
    const headers = { "content-type": "text/plain; version=0.0.4" };
    return { response: new Response(`${lines.join("\n")}\n`, { headers }), route: "metrics", actor: name };
  }
}
