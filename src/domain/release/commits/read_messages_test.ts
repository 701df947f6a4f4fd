import assert from "node:assert/strict";
import { temporaryRepository } from "../../../../tests/git_repository.ts";
import { readMessages } from "./read_messages.ts";

Deno.test("messages come as they were written, oldest first, without merges", async () => {
  using repository = await temporaryRepository();
  const { git, exec } = repository;
  const from = await repository.commit("chore: first");
  const joined = await repository.commit("feat: one\nno blank line\n\n# kept\n\nRefs: #1");
  await exec(["switch", "-q", "-c", "side", from]);
  const side = await repository.commit("docs: ä 😀");
  await exec(["switch", "-q", "main"]);
  await exec(["merge", "-q", "--no-ff", "-m", "Bring in side", "side"]);
  const to = await exec(["rev-parse", "HEAD"]);
  const found = await readMessages(git, { from, to });
  assert.deepEqual(
    new Map(found.map(({ commit, message }) => [commit, message])),
    new Map([[joined, "feat: one\nno blank line\n\n# kept\n\nRefs: #1"], [side, "docs: ä 😀"]]),
  );
  assert.deepEqual(await readMessages(git, { from: to, to }), []);
});
