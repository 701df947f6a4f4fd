import type { Download, Downloads } from "../../kernel/program.ts";

const MAX_REDIRECTS = 5;

export interface DownloadLimits {
  /** How long nothing may arrive; 30 s. */
  idleMilliseconds?: number;
}

/** Downloads through Deno's own client, which respects HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export function httpDownloads({ idleMilliseconds = 30_000 }: DownloadLimits = {}): Downloads {
  return {
    async fetch(url, { maxBytes, onProgress }) {
      const controller = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const watch = () => {
        clearTimeout(timer);
        timer = setTimeout(() => controller.abort(), idleMilliseconds);
      };
      watch();
      try {
        const response = await follow(url, controller.signal);
        if (!(response instanceof Response)) return response;
        return await readBody(response, {
          maxBytes,
          onPiece(received) {
            watch();
            onProgress?.(received);
          },
        });
      } catch (error) {
        const problem = controller.signal.aborted
          ? `Nothing arrived for ${Math.round(idleMilliseconds / 1000)} s.`
          : problemOf(error);
        return { kind: "failed", problem };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function follow(start: URL, signal: AbortSignal): Promise<Response | Download> {
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await fetch(url, { redirect: "manual", credentials: "omit", signal });
    const { status } = response;
    if (response.ok) return response;
    await response.body?.cancel();
    if (status === 404 || status === 410) return { kind: "missing" };
    if (![301, 302, 303, 307, 308].includes(status)) {
      return { kind: "failed", problem: `The server answered ${status}.` };
    }
    const location = response.headers.get("location");
    if (location === null || !URL.canParse(location, url)) {
      return { kind: "failed", problem: `The server answered ${status} without a usable address.` };
    }
    const next = new URL(location, url);
    if (next.protocol !== "https:" && (url.protocol === "https:" || !isPlainLoopback(next))) {
      return { kind: "failed", problem: `The server redirects to an address that is less safe (${next.protocol}).` };
    }
    next.username = next.password = "";
    url = next;
  }
  return { kind: "failed", problem: `The server redirects more than ${MAX_REDIRECTS} times.` };
}

/** Plain http, within this machine. */
function isPlainLoopback({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && (hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname));
}

async function readBody(
  response: Response,
  { maxBytes, onPiece }: { maxBytes: number; onPiece: (received: number) => void },
): Promise<Download> {
  const pieces: Uint8Array[] = [];
  let received = 0;
  for await (const piece of response.body ?? []) {
    received += piece.length;
    // Leaving the loop cancels the body.
    if (received > maxBytes) return { kind: "too-large" };
    pieces.push(piece);
    onPiece(received);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { kind: "file", bytes };
}

/** The innermost reason of a failed fetch, as a sentence without the URL. */
function problemOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const text = (inner instanceof Error ? inner.message : String(inner))
    .replace(/^error sending request for url \([^)]*\):? ?/, "").trim();
  if (text === "") return "The connection failed.";
  return text.endsWith(".") ? text : `${text}.`;
}
