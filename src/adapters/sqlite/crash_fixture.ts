import { openStore } from "./store.ts";
import { newRun } from "./store_fixture.ts";

/**
 * Inserts runs in pairs, one transaction each, and says which pairs were committed, until it is killed:
 * `crash_fixture.ts FOLDER NAME`.
 */
const [folder, name] = Deno.args as [string, string];
const store = await openStore(folder);
for (let pair = 0;; pair++) {
  store.transaction(() => {
    store.insertRun(newRun(`run-${name}-${pair}-a`));
    store.insertRun(newRun(`run-${name}-${pair}-b`));
  });
  Deno.stdout.writeSync(new TextEncoder().encode(`${pair}\n`));
}
