import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { fault } from "../../../kernel/fault.ts";
import { locateProject } from "./locate.ts";

const files = denoFiles();

/** A temporary folder with these files; symbolic links in its own path are resolved. */
function folder(contents: Record<string, string>): { root: string } & Disposable {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-locate-" })).replaceAll("\\", "/");
  for (const [path, text] of Object.entries(contents)) files.write(`${root}/${path}`, text);
  return { root, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

Deno.test("the nearest configuration upwards is the project's, and its folder the root", () => {
  using place = folder({ "repo.config.yml": "", "a/repo.config.toml": "", "a/b/c/x": "" });
  const { root, file } = locateProject(files, { directory: `${place.root}/a/b/c`, top: place.root });
  assert.equal(root, `${place.root}/a`);
  assert.deepEqual(file, { path: `${place.root}/a/repo.config.toml`, name: "repo.config.toml", format: "toml" });
  assert.equal(locateProject(files, { directory: place.root, top: place.root }).file?.format, "yaml");
});

Deno.test("what lies above the top of the working tree is not looked at", () => {
  using place = folder({ "repo.config.toml": "", "inner/x/y": "" });
  const found = locateProject(files, { directory: `${place.root}/inner/x`, top: `${place.root}/inner` });
  assert.deepEqual(found, { root: `${place.root}/inner`, file: undefined });
});

Deno.test("without a configuration the root is the workspace's, then the package's, then the top", () => {
  using place = folder({
    "js/package.json": '{"workspaces":["p/*"]}',
    "js/p/a/package.json": "{}",
    "pnpm/pnpm-workspace.yaml": "packages: []",
    "pnpm/p/a/package.json": "{}",
    "single/package.json": "{}",
    "single/src/x": "",
    "plain/x": "",
  });
  const rootOf = (directory: string) =>
    locateProject(files, { directory: `${place.root}/${directory}`, top: place.root }).root.slice(
      place.root.length + 1,
    );
  assert.equal(rootOf("js/p/a"), "js");
  assert.equal(rootOf("pnpm/p/a"), "pnpm");
  assert.equal(rootOf("single/src"), "single");
  assert.equal(rootOf("plain"), "");
});

Deno.test("without git the search ends at the workspace's root", () => {
  using place = folder({ "repo.config.toml": "", "js/lerna.json": "{}", "js/p/package.json": "{}" });
  const found = locateProject(files, { directory: `${place.root}/js/p`, top: undefined });
  assert.deepEqual(found, { root: `${place.root}/js`, file: undefined });
});

Deno.test("a folder above that may not be read ends the search", () => {
  using place = folder({ "a/package.json": "{}" });
  const unreadable = fault({
    code: "FILE_UNREADABLE",
    exit: 5,
    when: "In this test.",
    message: () => "",
    cause: () => "",
    hint: () => "",
  });
  const guarded = {
    ...files,
    list: (path: string) => {
      if (path !== `${place.root}/a`) throw unreadable({});
      return files.list(path);
    },
  };
  const found = locateProject(guarded, { directory: `${place.root}/a`, top: undefined });
  assert.deepEqual(found, { root: `${place.root}/a`, file: undefined });
});

Deno.test("a file that is named does not move the root", () => {
  using place = folder({
    "package.json": "{}",
    "settings/ci.json": "{}",
    "repo.config.toml": "",
    "repo.config.json": "",
  });
  const found = locateProject(files, {
    directory: place.root,
    top: place.root,
    configPath: `${place.root}/settings/ci.json`,
  });
  assert.equal(found.root, place.root);
  assert.equal(found.file?.name, "settings/ci.json");
  const missing = { directory: place.root, top: place.root, configPath: `${place.root}/no.toml` };
  assert.throws(() => locateProject(files, missing), { code: "CONFIG_NOT_FOUND" });
  const unknown = { directory: place.root, top: place.root, configPath: `${place.root}/package.ini` };
  files.write(unknown.configPath, "");
  assert.throws(() => locateProject(files, unknown), { code: "CONFIG_FORMAT_UNKNOWN" });
});

Deno.test("two files in one folder are both named", () => {
  using place = folder({ "repo.config.toml": "", "repo.config.yaml": "" });
  assert.throws(() => locateProject(files, { directory: place.root, top: place.root }), (error: unknown) => {
    const { code, message } = error as { code: string; message: string };
    assert.equal(code, "CONFIG_AMBIGUOUS");
    assert.match(message, /repo\.config\.toml, repo\.config\.yaml$/);
    return true;
  });
});

Deno.test({
  name: "a folder reached by a symbolic link belongs to the project that it lies in",
  ignore: Deno.build.os === "windows",
  fn() {
    using place = folder({ "real/repo.config.toml": "", "real/a/x": "" });
    Deno.symlinkSync(`${place.root}/real/a`, `${place.root}/link`);
    const found = locateProject(files, { directory: `${place.root}/link`, top: `${place.root}/real` });
    assert.equal(found.root, `${place.root}/real`);
  },
});
