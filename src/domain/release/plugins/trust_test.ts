import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import { changeGrants, type Grant, readGrants } from "./trust.ts";

const files = denoFiles();
const GRANT: Grant = {
  name: "p",
  manifest: "/x/plugin.json",
  permissions: { read: ["."], write: [], net: [], run: [], env: [] },
  trustedAt: "2026-01-01T00:00:00Z",
};

function store(): { path: string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "workspace-trust-" }).replaceAll("\\", "/");
  return {
    path: `${folder}/data/plugins.json`,
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

Deno.test("grants are kept in a file that is the user's alone", () => {
  using at = store();
  assert.deepEqual(readGrants(files, at.path), {});
  changeGrants(files, at.path, (grants) => ({ ...grants, a: GRANT }));
  changeGrants(files, at.path, (grants) => ({ ...grants, b: { ...GRANT, name: "q" } }));
  assert.deepEqual(Object.keys(readGrants(files, at.path)), ["a", "b"]);
  assert.deepEqual(readGrants(files, at.path).a, GRANT);
  if (Deno.build.os !== "windows") assert.equal(Deno.statSync(at.path).mode! & 0o777, 0o600);
});

Deno.test("a record that was damaged trusts nobody, and is not written over", () => {
  const damaged = ["{", "[]", '{"a": {}}', JSON.stringify({ a: { ...GRANT, trustedAt: 1 } }), '{"a": {"name": "p"}}'];
  for (const text of damaged) {
    using at = store();
    files.write(at.path, text);
    const isInvalid = (error: unknown) => isFault(error, "PLUGIN_STORE_INVALID");
    assert.throws(() => readGrants(files, at.path), isInvalid, text);
    assert.throws(() => changeGrants(files, at.path, () => ({})), isInvalid, text);
    assert.equal(files.readText(at.path), text);
  }
});
