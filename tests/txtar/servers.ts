import { fileURLToPath } from "node:url";
import { startCompozy } from "../fakes/compozy_server.ts";
import type { State } from "./state.ts";
import { startWorkflowServer, USER } from "./workflow_server.ts";

const BROWSER = fileURLToPath(new URL("./browser_main.ts", import.meta.url));

/** Verbs that start servers for the script; the last one is `$SERVER`. */
export const SERVER_VERBS: Record<string, (state: State, args: string[]) => void | Promise<void>> = {
  /** `compozy [DIALECT]`: a double of a Compozy server with two workflows and two executions. */
  compozy(state, [dialect = "compozy"]) {
    const double = state.cleanup.use(startCompozy(dialect as Parameters<typeof startCompozy>[0]));
    for (const id of ["data-pipeline", "ml-training"]) {
      double.workflows.set(id, { value: { id, version: "1.0.0", description: `About ${id}` }, etag: id });
    }
    serve(state, double.server);
  },
  /** `server [OPTIONS]`: this program's server, in a place of its own; a token for everything is `$SERVER_TOKEN`. */
  async server(state, options) {
    const { url, token } = await startWorkflowServer(state, options);
    serve(state, url);
    state.sandbox.env.SERVER_TOKEN = token;
  },
  /**
   * `contexts local remote`: the script is run once in each. In the remote one the environment points to a server of this
   * program; in both the user is ada.
   */
  async contexts(state) {
    const { env } = state.sandbox;
    env.USER = USER;
    if (state.context !== "remote") return;
    await SERVER_VERBS.server!(state, []);
    env.COMPOZY_BASE_URL = env.SERVER!;
    env.COMPOZY_API_TOKEN = env.SERVER_TOKEN!;
  },
  /**
   * `oidc [deny]`: an OpenID provider, and a browser in which its user signs in and agrees (or not); codes of devices
   * are entered at once.
   */
  async oidc(state, [answer]) {
    // Loaded only where it is wanted: it takes long.
    const { startOidcServer } = await import("../fakes/oidc_server.ts");
    const provider = state.cleanup.use(await startOidcServer({ entersCodes: true }));
    if (answer === "deny") provider.answer = "deny";
    const script = `#!/bin/sh\nexec '${Deno.execPath()}' run -A --quiet '${BROWSER}' "$1" >/dev/null 2>&1\n`;
    Deno.writeTextFileSync(`${state.sandbox.folders.BIN}/xdg-open`, script, { mode: 0o755 });
    state.sandbox.env.DISPLAY = ":0";
    serve(state, provider.issuer);
  },
};

function serve({ sandbox }: State, address: string): void {
  sandbox.env.SERVER = sandbox.folders.SERVER = address;
}
