import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { storeFolder } from "./store_fixture.ts";

const WRITER = fileURLToPath(new URL("crash_fixture.ts", import.meta.url));

/** Starts a writer, kills it once it has committed so many pairs, and gives those that it said were committed. */
async function killAfter(folder: string, { name, pairs }: { name: string; pairs: number }): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", WRITER, folder, name],
    stdout: "piped",
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.split("\n").length > pairs) child.kill("SIGKILL");
  }
  await child.status;
  return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").slice(0, -1);
}

Deno.test("writers killed at any moment lose nothing that was committed and leave nothing half", async () => {
  using folder = storeFolder();
  const names = ["one", "two", "three"];
  // At the same time, so that the folder and the tables are made by several at once.
  const committed = await Promise.all(names.map((name, i) => killAfter(folder.path, { name, pairs: 5 + 20 * i })));
  const store = await folder.store();
  for (const [i, name] of names.entries()) {
    assert.ok(committed[i]!.length > 0);
    for (const pair of committed[i]!) {
      assert.ok(store.findRun(`run-${name}-${pair}-a`), `pair ${pair} of ${name} was acknowledged`);
      assert.ok(store.findRun(`run-${name}-${pair}-b`));
    }
    const ids = store.runIds(`run-${name}-`, 100_000);
    assert.equal(ids.filter((id) => id.endsWith("a")).length, ids.filter((id) => id.endsWith("b")).length);
  }
  store.setMeta("works", "yes");
});
