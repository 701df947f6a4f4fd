import assert from "node:assert/strict";
import { runnerFixture } from "./fixture.ts";

/**
 * Under a list of programs Deno sends no signals to groups, reads nothing of /proc, starts nothing by its path, and nothing
 * at all while variables of the dynamic linker are set. This is how a compiled program runs.
 */
for (const programs of ["sh,setsid", "sh"]) {
  Deno.test({
    name: `steps run under the permissions of a compiled program (${programs})`,
    ignore: Deno.build.os === "windows",
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      using steps = runnerFixture();
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--allow-read",
          "--allow-write",
          "--allow-net",
          `--allow-run=${programs}`,
          "--allow-env=PATH,HOME,USER,LANG",
          new URL("./listed_fixture.ts", import.meta.url).href,
          steps.top,
        ],
        env: { LD_LIBRARY_PATH: "/nowhere" },
      }).output();
      assert.equal(new TextDecoder().decode(stderr), "");
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
        statuses: ["success", "timed_out", "success", "success"],
        lines: ["/own/libraries", "started", "Ended the processes that the step left behind"],
        cli: { ran: true },
      });
    },
  });
}
