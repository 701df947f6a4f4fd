import { DEPTH_LIMIT, isTooDeep } from "../../domain/workflow/depth/model.ts";
import type { StepExecution, Work } from "../../domain/workflow/engine/ports.ts";
import type { Clock } from "../../kernel/ports.ts";
import { type Resolve, targetProblem } from "./http_target.ts";
import type { LineMasker } from "./masker.ts";
import { aborted, describeMilliseconds, type Ending, failed, timedOut } from "./outcome.ts";
import { retryAfterMilliseconds } from "./retry_after.ts";
import { idempotencyKey } from "./step_environment.ts";
import { OUTPUT_LIMIT, parseJson } from "./step_output.ts";

export interface HttpStepParts {
  masker: LineMasker;
  allowPrivateTargets: boolean;
  clock: Clock;
  resolve?: Resolve;
}

type HttpWork = Extract<Work, { type: "http" }>;
type HttpStep = StepExecution & { work: HttpWork };

const MOST_REDIRECTS = 10;
/** Headers that go to another origin than the one that they were written for. */
const COMMON_HEADERS = new Set(["accept", "accept-language", "content-type", "user-agent"]);
/** How much of the body of a refusal is told. */
const EXCERPT = 200;

/** Sends the request of a step of type http. Its output is the body: parsed where it is JSON, otherwise the text. */
export async function executeHttpStep(step: HttpStep, parts: HttpStepParts): Promise<Ending> {
  const { masker } = parts;
  const { timeoutMilliseconds = Infinity } = step;
  const limit = new AbortController();
  const timer = Number.isFinite(timeoutMilliseconds)
    ? setTimeout(() => limit.abort(), Math.min(timeoutMilliseconds, 2 ** 31 - 1))
    : undefined;
  const abort = () => limit.abort();
  step.signal.addEventListener("abort", abort);
  const began = performance.now();
  try {
    const ending = await followRedirects(step, parts, limit.signal);
    if ("error" in ending && !("response" in ending)) return ending;
    const { response, method } = ending as Arrival;
    const text = method === "HEAD" ? "" : await readBody(response);
    const took = describeMilliseconds(performance.now() - began);
    const line = `${step.work.method} ${step.work.url} → ${response.status} (${took})`;
    const isGood = step.work.expectStatus?.includes(response.status) ?? response.ok;
    step.line({ stream: "system", level: isGood ? "info" : "error", text: masker.mask(line) });
    return readResponse(response, text, { isGood, parts });
  } catch (error) {
    if (step.signal.aborted) return aborted(step.signal.reason);
    if (limit.signal.aborted) return timedOut(timeoutMilliseconds);
    const problem = masker.mask(error instanceof Error ? error.message : String(error));
    step.line({ stream: "system", level: "error", text: problem });
    return failed("NETWORK", problem, { retryable: true });
  } finally {
    clearTimeout(timer);
    step.signal.removeEventListener("abort", abort);
  }
}

interface Arrival {
  response: Response;
  method: string;
}

/** RFC 9110, 15.4: up to ten redirects; what tells who we are does not follow to another origin. */
async function followRedirects(step: HttpStep, parts: HttpStepParts, signal: AbortSignal): Promise<Arrival | Ending> {
  const { work, runId, key } = step;
  if (!URL.canParse(work.url)) return failed("URL_INVALID", parts.masker.mask(`'${work.url}' is no URL`));
  let url = new URL(work.url);
  let { method, body } = work;
  let headers: Headers;
  try {
    headers = new Headers(work.headers);
  } catch (error) {
    return failed("HEADERS_INVALID", parts.masker.mask(error instanceof Error ? error.message : String(error)));
  }
  if (!["GET", "HEAD"].includes(method) && !headers.has("idempotency-key")) {
    headers.set("Idempotency-Key", idempotencyKey(runId, key));
  }
  if (body !== undefined && !headers.has("content-type") && parseJson(body) !== undefined) {
    headers.set("Content-Type", "application/json");
  }
  for (let redirects = 0;; redirects++) {
    moveCredentials(url, headers);
    const problem = await targetProblem(url, {
      allowPrivate: parts.allowPrivateTargets,
      ...(parts.resolve ? { resolve: parts.resolve } : {}),
    });
    if (problem !== undefined) {
      return failed("TARGET_REFUSED", parts.masker.mask(`No request may go there: ${problem}`));
    }
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(body === undefined || method === "GET" || method === "HEAD" ? {} : { body }),
    });
    const location = response.headers.get("location");
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
    if (!isRedirect || work.expectStatus?.includes(response.status)) return { response, method };
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) {
      return failed("REDIRECTS", `It was redirected more than ${MOST_REDIRECTS} times`);
    }
    if (!URL.canParse(location, url)) return failed("REDIRECTS", parts.masker.mask(`'${location}' is no URL`));
    const next = new URL(location, url);
    if (response.status === 303 || response.status < 303 && method === "POST") {
      method = method === "HEAD" ? "HEAD" : "GET";
      body = undefined;
      headers.delete("content-type");
    }
    if (next.origin !== url.origin) {
      if (body !== undefined && parts.masker.mask(body) !== body) {
        return failed("REDIRECTS", `A body with a secret would have gone to another origin: ${next.origin}`);
      }
      for (const name of [...headers.keys()]) if (!COMMON_HEADERS.has(name)) headers.delete(name);
      for (const [name, value] of [...headers]) if (parts.masker.mask(value) !== value) headers.delete(name);
    }
    url = next;
  }
}

/** `https://user:password@host/` says who asks in a header. */
function moveCredentials(url: URL, headers: Headers): void {
  const { username, password } = url;
  if (username === "" && password === "") return;
  if (!headers.has("authorization")) {
    const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    headers.set("Authorization", `Basic ${bytes.toBase64()}`);
  }
  url.username = "";
  url.password = "";
}

/** The body's text; undefined where it is too long. */
async function readBody(response: Response): Promise<string | undefined> {
  if (!response.body) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    parts.push(part);
    size += part.length;
    // Leaving the loop cancels the rest.
    if (size > OUTPUT_LIMIT) return undefined;
  }
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const charset = /charset="?([^\s;"]+)/i.exec(response.headers.get("content-type") ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function readResponse(
  response: Response,
  text: string | undefined,
  { isGood, parts: { masker, clock } }: { isGood: boolean; parts: HttpStepParts },
): Ending {
  const { status } = response;
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(response.headers.get("content-type") ?? "");
  const parsed = isJson && text ? parseJson(text) : undefined;
  const tooDeep = isTooDeep(parsed);
  const value = tooDeep ? text : parsed ?? (text === "" ? null : text);
  const output = text === undefined ? null : masker.maskValue(value);
  if (!isGood) {
    const retryAfter = retryAfterMilliseconds(response.headers.get("retry-after"), clock.now());
    const excerpt = masker.mask(text ?? "").replace(/\s+/g, " ").trim().slice(0, EXCERPT);
    const message = `The server answered with ${status}${excerpt === "" ? "" : `: ${excerpt}`}`;
    const retryable = status >= 500 || status === 429 || status === 408 || status === 425;
    return failed("HTTP_STATUS", message, {
      output,
      retryable,
      ...(retryable && retryAfter !== undefined ? { retryAfter } : {}),
    });
  }
  if (text === undefined) return failed("OUTPUT_INVALID", "The answer has more than 1 MiB");
  if (isJson && text.trim() !== "" && parsed === undefined) {
    return failed("OUTPUT_INVALID", "The answer says that it is JSON, and is not", { output, retryable: true });
  }
  if (tooDeep) {
    return failed("OUTPUT_INVALID", `The answer is JSON of more than ${DEPTH_LIMIT} levels`, { output: null });
  }
  return { status: "success", output, exitCode: null, error: null, retryable: false };
}
