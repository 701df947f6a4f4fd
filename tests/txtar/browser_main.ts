import { browse } from "../fakes/oidc_server.ts";

await browse(Deno.args[0]!);
