import { run } from "../../src/app.ts";

/** The program as the binary that `PROGRAM` names, of the version that `PROGRAM_VERSION` says, for Linux. */
Deno.exitCode = await run(Deno.args, {
  program: {
    version: Deno.env.get("PROGRAM_VERSION")!,
    profile: "release",
    target: Deno.env.get("PROGRAM_TARGET") ?? "x86_64-unknown-linux-gnu",
    executable: Deno.env.get("PROGRAM")!,
  },
});
