import type { Environment } from "../../kernel/ports.ts";

/** Programs that open an address, by system. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
  linux: ["xdg-open"],
};

/** An opener that has not failed after so long has a browser. */
const LIMIT = 1_500;

/** False on Linux without a display, as over SSH. */
export function hasBrowser({ env, system }: { env: Environment; system: string }): boolean {
  return system in OPENERS && system !== "linux" || Boolean(env.get("DISPLAY") || env.get("WAYLAND_DISPLAY"));
}

/** Opens an address in the user's browser; false where that does not work. */
export async function openBrowser(
  url: string,
  { env, system }: { env: Environment; system: string },
): Promise<boolean> {
  const [program, ...args] = OPENERS[system] ?? OPENERS.linux!;
  if (!hasBrowser({ env, system })) return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    // Some openers are the browser itself: it must outlive us.
    const child = new Deno.Command(program, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
    child.unref();
    const enough = new Promise<undefined>((resolve) => timer = setTimeout(() => resolve(undefined), LIMIT));
    const status = await Promise.race([child.status, enough]);
    return status === undefined || status.success;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
