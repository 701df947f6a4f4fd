import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Git } from "../../../kernel/git.ts";
import type { Log } from "../../../kernel/ports.ts";
import { type Journal, journalStore } from "./journal.ts";
import { applyRelease, type TransactionPorts } from "./transaction.ts";

const MUTE: Log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const JOURNAL: Journal = {
  format: 1,
  startedAt: "2026-01-02T03:04:05Z",
  direction: "forward",
  writes: [
    { path: "a.json", before: "old", after: "new" },
    { path: "b/new.md", before: null, after: "text" },
  ],
  folders: ["b"],
  git: null,
  commit: null,
  accepted: false,
};

function inFolder(body: (ports: TransactionPorts) => Promise<void>): () => Promise<void> {
  return async () => {
    const root = Deno.makeTempDirSync({ prefix: "workspace_transaction_" });
    const files = denoFiles();
    const journals = journalStore(files, `${root}/journal`);
    files.write(`${root}/a.json`, "old");
    try {
      await body({ root, files, git: undefined, journals, log: MUTE, interrupted: () => false });
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  };
}

Deno.test(
  "a file that changed since the plan was made is named, and nothing has begun",
  inFolder(async (ports) => {
    const { files, root, journals } = ports;
    for (const [path, text] of [["a.json", "other"], ["a.json", "new"], ["b/new.md", "there already"]] as const) {
      files.write(`${root}/a.json`, "old");
      files.write(`${root}/${path}`, text);
      await assert.rejects(applyRelease(structuredClone(JOURNAL), ports), (error) => {
        assert.ok(isFault(error, "BUMP_STALE"));
        return error.message.startsWith(`'${path}'`);
      });
      assert.equal(files.readText(`${root}/${path}`), text);
      assert.equal(journals.find(), undefined);
    }
  }),
);

Deno.test(
  "a commit that was made since the plan is noticed, and nothing has begun",
  inFolder(async (ports) => {
    const git = { findCommit: () => Promise.resolve("2".repeat(40)) } as unknown as Git;
    const steps = { before: "1".repeat(40), branch: "main", message: "release", tags: [], index: "", push: null };
    await assert.rejects(applyRelease({ ...structuredClone(JOURNAL), git: steps }, { ...ports, git }), (error) => {
      assert.ok(isFault(error, "BUMP_STALE"));
      return error.message.startsWith("HEAD");
    });
    assert.equal(ports.journals.find(), undefined);
    assert.equal(ports.files.readText(`${ports.root}/a.json`), "old");
  }),
);

Deno.test(
  "where the way back is barred, both reasons are told and the journal stays",
  inFolder(async (ports) => {
    const { files, root, journals } = ports;
    const barred = {
      ...ports,
      // Somebody writes the file in the moment in which the release is stopped.
      interrupted() {
        if (files.readText(`${root}/a.json`) !== "new") return false;
        files.write(`${root}/a.json`, "mine");
        return true;
      },
    };
    await assert.rejects(applyRelease(structuredClone(JOURNAL), barred), (error) => {
      assert.ok(isFault(error, "BUMP_NOT_UNDONE"));
      assert.match(error.reason, /Interrupted.*'a\.json'/s);
      return true;
    });
    assert.equal(files.readText(`${root}/a.json`), "mine");
    assert.equal(journals.find()?.direction, "forward");
  }),
);
