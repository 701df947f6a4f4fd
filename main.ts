import { run } from "./src/app.ts";

// `Deno.exit` would keep Deno from writing its code cache: the exit code is set and the program ends by itself, unless
// a plugin ran, whose Worker may not end.
Deno.exitCode = await run(Deno.args, { exit: Deno.exit });
