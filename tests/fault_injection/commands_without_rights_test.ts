import assert from "node:assert/strict";
import { createReleaseProject } from "./release_project.ts";

/** The folder that may not be written to, and what would write there. */
const REFUSED: [folder: string, args: string[]][] = [
  [".changesets", ["changeset", "create", "--branch", "other", "--bump", "minor", "--packages", "a"]],
  [".changesets", ["changeset", "update", "one", "--packages", "b"]],
  [".changesets", ["changeset", "edit", "one", "--bump", "major"]],
  [".changesets", ["changeset", "delete", "one", "--force"]],
  [".changesets", ["changeset", "delete", "one", "--force", "--archive"]],
  [".", ["config", "set", "version.strategy", "unified"]],
  [".", ["init", "--force"]],
];

/** Rights do not bind the superuser: a mount that is read-only does. */
async function mount(...args: string[]): Promise<boolean> {
  return (await new Deno.Command("mount", { args, stderr: "null" }).output()).success;
}

Deno.test({
  name: "what may not be written is named, and everything stays as it was",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn(t) {
    using project = await createReleaseProject();
    project.write(".changesets/history/.gitkeep", "");
    for (const [folder, args] of REFUSED) {
      const path = `${project.root}/${folder}`;
      if (!await mount("--bind", path, path)) {
        return void await t.step({ name: "mounting is not allowed here", ignore: true, fn: () => {} });
      }
      const before = await project.state();
      try {
        assert.ok(await mount("-o", "remount,bind,ro", path));
        // The archive's folder is still open: a record must not stay where its changeset has to.
        const history = `${path}/history`;
        const isArchive = args.includes("--archive");
        if (isArchive) assert.ok(await mount("-t", "tmpfs", "tmpfs", history));
        const { code, stdout } = await project.workspace([...args, "--format", "json", "--log-level", "error"]);
        const { error } = JSON.parse(stdout);
        assert.deepEqual([code, error.code], [5, "FILE_UNWRITABLE"], `${args.join(" ")}: ${stdout}`);
        if (isArchive) {
          assert.deepEqual([...Deno.readDirSync(history)], []);
          await new Deno.Command("umount", { args: [history] }).output();
        }
        assert.equal(await project.state(), before, args.join(" "));
      } finally {
        await new Deno.Command("umount", { args: ["--recursive", path] }).output();
      }
    }
  },
});
