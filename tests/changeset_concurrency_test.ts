import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { temporaryRepository } from "./git_repository.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const RUNS = 200;
/** As many as run at once: more would only wait for memory. */
const LANES = 16;

Deno.test("two hundred concurrent runs of `changeset update` lose nothing", async () => {
  using repository = await temporaryRepository();
  const names = Array.from({ length: RUNS }, (_, i) => `p${String(i).padStart(3, "0")}`);
  await repository.commit("chore: packages", {
    "package.json": '{ "private": true, "workspaces": ["packages/*"] }',
    ".changesets/feature-x.json": '{ "branch": "feature/x", "bump": "patch" }\n',
    ...Object.fromEntries(
      names.map((name) => [`packages/${name}/package.json`, `{ "name": "${name}", "version": "1.0.0" }`]),
    ),
  });
  await repository.exec(["switch", "--quiet", "-c", "feature/x"]);
  const waiting = [...names];
  const failures: string[] = [];
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--quiet",
          "--cached-only",
          MAIN,
          "changeset",
          "update",
          "--packages",
          name,
          "-l",
          "silent",
        ],
        cwd: repository.top,
        stdout: "null",
        stderr: "piped",
      }).output();
      if (code !== 0) failures.push(new TextDecoder().decode(stderr));
    }
  }));
  assert.deepEqual(failures, []);
  const text = Deno.readTextFileSync(`${repository.top}/.changesets/feature-x.json`);
  assert.deepEqual(JSON.parse(text).packages.toSorted(), names);
  assert.deepEqual([...Deno.readDirSync(`${repository.top}/.changesets`)].map(({ name }) => name), ["feature-x.json"]);
});
