import { run } from "./src/app.ts";

// `Deno.exit` would keep Deno from writing its code cache: the exit code is set and the program ends by itself.
Deno.exitCode = await run(Deno.args);
