import {
  SIGN_IN_DENIED,
  SIGN_IN_FAILED,
  SIGN_IN_TIMED_OUT,
  SIGN_IN_UNSUPPORTED,
} from "../../domain/workflow/contexts/faults.ts";
import type { AuthorizationServer, DeviceCode, SignIn, TokenSet } from "../../domain/workflow/contexts/ports.ts";
import { type AuthorizationAnswer, type Exchange, refusalOf, textOf, tokenSetOf } from "./exchange.ts";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** Seconds between two questions where the server says none, and what `slow_down` adds (RFC 8628, 3.5). */
const INTERVAL = 5;
/** Seconds that a code is good for where the server does not say. */
const LIFETIME = 300;

/** The device flow: a person signs in elsewhere with a short code while we ask whether it is done. */
export async function signInWithDevice(
  server: AuthorizationServer,
  { clientId, scope, signal, present, exchange, pause = sleep }: SignIn & {
    present(code: DeviceCode): Promise<void>;
    exchange: Exchange;
    pause?: Pause;
  },
): Promise<TokenSet> {
  const { deviceEndpoint, tokenEndpoint, issuer } = server;
  if (deviceEndpoint === undefined) {
    throw SIGN_IN_UNSUPPORTED({ server: issuer, problem: "It offers no sign-in with a code on another device." });
  }
  const form = { client_id: clientId, ...(scope === "" ? {} : { scope }) };
  const { deviceCode, interval, ...shown } = readDeviceCode(await exchange(deviceEndpoint, { form, signal }), issuer);
  await present(shown);
  const end = Date.now() + shown.expiresInSeconds * 1000;
  for (let seconds = interval; Date.now() < end;) {
    await pause(seconds * 1000, signal);
    signal.throwIfAborted();
    const askedAt = Date.now();
    const question = { grant_type: GRANT, device_code: deviceCode, client_id: clientId };
    const answer = await exchange(tokenEndpoint, { form: question, signal }).catch((error) => {
      // RFC 8628, 3.5: a lost connection is a reason to ask less often.
      if (error?.code !== "AUTHORIZATION_UNREACHABLE") throw error;
      return { status: 400, fields: { error: "slow_down" } };
    });
    switch (answer.status === 200 ? undefined : textOf(answer.fields, "error")) {
      case "authorization_pending":
        continue;
      case "slow_down":
        seconds += INTERVAL;
        continue;
      case "access_denied":
        throw SIGN_IN_DENIED({ server: issuer });
      case "expired_token":
        throw SIGN_IN_TIMED_OUT({ server: issuer, minutes: minutesOf(shown) });
      default:
        return tokenSetOf(answer, { server: issuer, askedAt });
    }
  }
  throw SIGN_IN_TIMED_OUT({ server: issuer, minutes: minutesOf(shown) });
}

function minutesOf({ expiresInSeconds }: Pick<DeviceCode, "expiresInSeconds">): number {
  return Math.max(1, Math.round(expiresInSeconds / 60));
}

function readDeviceCode(
  answer: AuthorizationAnswer,
  server: string,
): DeviceCode & { deviceCode: string; interval: number } {
  const { status, fields } = answer;
  const [deviceCode, code] = [textOf(fields, "device_code"), textOf(fields, "user_code")];
  const url = textOf(fields, "verification_uri") ?? textOf(fields, "verification_url");
  if (status !== 200 || deviceCode === undefined || code === undefined || url === undefined) {
    throw SIGN_IN_FAILED({ server, problem: refusalOf(answer) });
  }
  const isWeb = (address: string | undefined) => address !== undefined && /^https?:\/\//.test(address);
  if (!isWeb(url)) throw SIGN_IN_FAILED({ server, problem: "Its address for signing in is none." });
  const completeUrl = textOf(fields, "verification_uri_complete");
  return {
    deviceCode,
    code,
    url,
    completeUrl: isWeb(completeUrl) ? completeUrl : undefined,
    interval: positive(fields.interval) ?? INTERVAL,
    expiresInSeconds: positive(fields.expires_in) ?? LIFETIME,
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}

/** Waits; ends early when the signal aborts. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const sleep: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
