import { DISK_FULL } from "../../src/adapters/files/faults.ts";
import { run } from "../../src/app.ts";
import type { Files } from "../../src/kernel/ports.ts";

/**
 * The program on a disk that is full at the write with the number `FULL_AT`: for that one, or with `FULL_FOR=ever` for
 * all after it, too. Writes are counted into `COUNT_FILE`.
 */
const fullAt = Number(Deno.env.get("FULL_AT") ?? 0);
const isForEver = Deno.env.get("FULL_FOR") === "ever";
let writes = 0;

function refuseWhenFull(path: string): void {
  writes++;
  const isFull = isForEver ? fullAt > 0 && writes >= fullAt : writes === fullAt;
  if (isFull) throw DISK_FULL({ path, problem: "The disk is full." });
}

const files = (real: Files): Files => ({
  ...real,
  write(path, ...rest) {
    refuseWhenFull(path);
    real.write(path, ...rest);
  },
  stage(path, ...rest) {
    refuseWhenFull(path);
    return real.stage(path, ...rest);
  },
});

// Commands give up what they do not need, such as reading variables.
const countFile = Deno.env.get("COUNT_FILE");
Deno.exitCode = await run(Deno.args, { files });
if (countFile) Deno.writeTextFileSync(countFile, String(writes));
