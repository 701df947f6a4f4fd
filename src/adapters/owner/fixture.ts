/**
 * An owner of tests: `fixture.ts <folder> <how> server drive`. It holds the lock until it is ended (`stays`), ends at once
 * (`goes`), or fails with words (`fails`).
 */
import { ownership } from "./ownership.ts";

const [folder, how] = Deno.args as [string, string];
const own = ownership({ folder, self: ["false"], env: {} });
if (how === "fails") {
  console.error("The store is of a newer version");
  Deno.exit(5);
}
if (how === "stays") {
  const held = own.acquire();
  console.log(held ? "owner" : "another one");
  Deno.writeTextFileSync(`${folder}/environment.json`, JSON.stringify(Deno.env.toObject()));
  if (held) await new Promise(() => setInterval(() => {}, 1000));
}
