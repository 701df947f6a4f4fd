import { SERVER_URL_INVALID } from "./faults.ts";

/**
 * The address of a server as it is kept: no slash at the end, no `/api` or `/api/v0`. Fault: `SERVER_URL_INVALID`, also
 * for one that holds a password.
 */
export function readServerUrl(written: string, source: string): string {
  const refuse = (problem: string) => SERVER_URL_INVALID({ url: withoutSecrets(written), source, problem });
  if (!URL.canParse(written)) throw refuse("It is no URL.");
  const url = new URL(written);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("Only http and https are spoken.");
  if (url.username !== "" || url.password !== "") {
    throw refuse("It holds a user or a password; credentials are kept apart (`workspace auth login`).");
  }
  if (url.search !== "" || url.hash !== "") throw refuse("It has a query or a fragment.");
  const path = url.pathname.replace(/\/+$/, "").replace(/\/api(\/v0)?$/, "");
  return `${url.origin}${path}`;
}

/** True where what is sent may be read on the way: plain HTTP to another machine. */
export function isExposed(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//***@");
}
