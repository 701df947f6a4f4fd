import type { Environment } from "../../kernel/ports.ts";

/** Programs that open an address, by system. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
  linux: ["xdg-open"],
};

/** An opener that has not failed after so long has a browser. */
const LIMIT = 1_500;

/** Opens an address in the user's browser; false where there is none, as over SSH without a display. */
export async function openBrowser(
  url: string,
  { env, system }: { env: Environment; system: string },
): Promise<boolean> {
  const [program, ...args] = OPENERS[system] ?? OPENERS.linux!;
  if (program === "xdg-open" && !env.get("DISPLAY") && !env.get("WAYLAND_DISPLAY")) return false;
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
