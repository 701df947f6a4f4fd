import assert from "node:assert/strict";
import { createReleaseProject, type ReleaseProject } from "./release_project.ts";

const BUMP = ["bump", "--execute", "--log-level", "error", "--format", "json"];
const TAG = [...BUMP, "--git-tag"];

interface Refusal {
  prepare(project: ReleaseProject): Promise<unknown> | unknown;
  argv?: string[];
  env?: (project: ReleaseProject) => Record<string, string>;
  code: string;
  exit: number;
  /** A part of message, cause or hint that names the thing. */
  names?: string | RegExp;
}

const committed = (path: string, content: unknown) => async (project: ReleaseProject) => {
  project.write(path, content);
  await project.git("add", ".");
  await project.git("commit", "-q", "-m", "chore: spoil");
};
const config = (text: string) => committed("repo.config.toml", text);
const latin1 = (path: string) => async (project: ReleaseProject) => {
  Deno.writeFileSync(`${project.root}/${path}`, new Uint8Array([0x23, 0x20, 0xe9, 0x0a]));
  await project.git("commit", "-q", "-a", "-m", "chore: spoil");
};

const REFUSALS: Record<string, Refusal> = {
  "a manifest that is not JSON": {
    prepare: committed("packages/a/package.json", '{ "name": "a", '),
    code: "MANIFEST_INVALID",
    exit: 3,
    names: "packages/a/package.json",
  },
  "a manifest with conflict markers": {
    prepare: committed("packages/a/package.json", '<<<<<<< HEAD\n{ "name": "a" }\n=======\n{}\n>>>>>>> x\n'),
    code: "MANIFEST_INVALID",
    exit: 3,
    names: "packages/a/package.json",
  },
  "a version that is none": {
    prepare: committed("packages/a/package.json", { name: "a", version: "1.0" }),
    code: "MANIFEST_VERSION_INVALID",
    exit: 12,
    names: "packages/a/package.json",
  },
  "a range that is none": {
    prepare: committed("packages/b/package.json", { name: "b", version: "1.0.0", dependencies: { a: "^^1" } }),
    code: "MANIFEST_RANGE_INVALID",
    exit: 12,
    names: "packages/b/package.json",
  },
  "a changelog that is not UTF-8": {
    prepare: latin1("packages/b/CHANGELOG.md"),
    code: "FILE_NOT_UTF8",
    exit: 5,
    names: "packages/b/CHANGELOG.md",
  },
  "a changeset that names a package which is gone": {
    prepare: committed(".changesets/one.json", { branch: "one", bump: "minor", packages: ["aa"] }),
    code: "CHANGESET_PACKAGE_GONE",
    exit: 11,
    names: "Did you mean 'a'",
  },
  "a changeset that is not JSON": {
    prepare: committed(".changesets/one.json", "{ branch: one }"),
    code: "CHANGESET_INVALID",
    exit: 11,
    names: ".changesets/one.json",
  },
  "a changeset with a bump that is none": {
    prepare: committed(".changesets/one.json", { branch: "one", bump: "minr", packages: ["a"] }),
    code: "CHANGESET_INVALID",
    exit: 11,
    names: "minor",
  },
  "a changeset with conflict markers": {
    prepare: committed(".changesets/one.json", "{\n<<<<<<< HEAD\n=======\n>>>>>>> x\n}\n"),
    code: "CHANGESET_CONFLICTED",
    exit: 11,
    names: ".changesets/one.json",
  },
  "an unknown key in the configuration": {
    prepare: config('[version]\nstratgy = "unified"\n'),
    code: "CONFIG_KEY_UNKNOWN",
    exit: 3,
    names: "strategy",
  },
  "a value that the configuration does not know": {
    prepare: config('[version]\nstrategy = "unfied"\n'),
    code: "CONFIG_INVALID",
    exit: 3,
    names: "unified",
  },
  "a configuration that is not TOML": { prepare: config("[version\n"), code: "CONFIG_SYNTAX", exit: 3 },
  "no configuration": {
    prepare: ({ root, git }) => {
      Deno.removeSync(`${root}/repo.config.toml`);
      return git("commit", "-q", "-a", "-m", "chore: spoil");
    },
    code: "CONFIG_NOT_FOUND",
    exit: 3,
    names: "workspace init",
  },
  "a cycle where none is allowed": {
    async prepare(project) {
      project.write("packages/a/package.json", { name: "a", version: "1.0.0", dependencies: { b: "^1.0.0" } });
      await config("[dependency]\nfailOnCircular = true\n")(project);
    },
    code: "CIRCULAR_DEPENDENCY",
    exit: 12,
    names: /a → b|b → a/,
  },
  "a tag format that does not tell packages apart": {
    async prepare(project) {
      project.write("packages/a/package.json", { name: "@x/a", version: "1.0.0" });
      project.write("packages/b/package.json", { name: "@y/a", version: "1.0.0" });
      project.write(".changesets/one.json", { branch: "one", bump: "minor", packages: ["@x/a", "@y/a"] });
      await config('[git]\ntagFormat = "{unscopedName}@{version}"\n')(project);
    },
    code: "TAG_NOT_UNIQUE",
    exit: 3,
    names: "'@x/a'",
  },
  "a tag format with an unknown variable": {
    prepare: config('[git]\ntagFormat = "{name}@{version}{nam}"\n'),
    code: "TAG_VARIABLE_UNKNOWN",
    exit: 3,
    names: "Did you mean 'name'",
  },
  "a tag that git would refuse": {
    prepare: config('[git]\ntagFormat = "{name}..{version}"\n'),
    code: "TAG_NAME_INVALID",
    exit: 3,
  },
  "a commit message with an unknown variable": {
    prepare: config('[git]\ncommitMessage = "release {versoin}"\n'),
    code: "COMMIT_VARIABLE_UNKNOWN",
    exit: 3,
    names: "Did you mean 'version'",
  },
  "a template with an unknown variable": {
    async prepare(project) {
      project.write("entry.md", "{titel}\n");
      await config('[changelog]\nformat = "custom"\ntemplate = "entry.md"\n')(project);
    },
    code: "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN",
    exit: 3,
    names: "titel",
  },
  "a template that is not there": {
    prepare: config('[changelog]\nformat = "custom"\ntemplate = "entry.md"\n'),
    code: "CHANGELOG_TEMPLATE_MISSING",
    exit: 3,
    names: "entry.md",
  },
  "a machine without git": {
    prepare: () => {},
    env: () => ({ PATH: "/nonexistent" }),
    code: "GIT_NOT_INSTALLED",
    exit: 4,
    names: "install",
  },
  "an index that another git has locked": {
    prepare: ({ root }) => Deno.writeTextFileSync(`${root}/.git/index.lock`, ""),
    argv: TAG,
    code: "GIT_LOCKED",
    exit: 4,
    names: "index.lock",
  },
  "a remote that cannot be reached": {
    prepare: ({ git }) => git("remote", "set-url", "origin", "/nonexistent/remote.git"),
    argv: [...TAG, "--git-push"],
    code: "REMOTE_UNREACHABLE",
    exit: 6,
    names: "origin",
  },
  "a damaged journal": {
    prepare: ({ write }) => write(".git/workspace/bump.json", "{"),
    code: "JOURNAL_BROKEN",
    exit: 5,
    names: ".git/workspace/bump.json",
  },
  "a merge that is not finished": {
    async prepare({ git, root, write }) {
      await git("switch", "-q", "-c", "side");
      write("side.txt", "side");
      await git("add", ".");
      await git("commit", "-q", "-m", "side");
      await git("switch", "-q", "main");
      await git("merge", "-q", "--no-commit", "--no-ff", "side");
      assert.ok(Deno.statSync(`${root}/.git/MERGE_HEAD`).isFile);
    },
    argv: TAG,
    code: "STAGED_CHANGES",
    exit: 4,
    names: "side.txt",
  },
};

for (const [name, { prepare, argv = BUMP, env, code, exit, names = "" }] of Object.entries(REFUSALS)) {
  Deno.test({
    name: `bump refuses ${name} and leaves everything as it was`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using project = await createReleaseProject();
      await prepare(project);
      const before = await project.state();
      const ran = await project.workspace(argv, env ? { env: env(project) } : {});
      const { success, error } = JSON.parse(ran.stdout);
      assert.deepEqual({ success, code: error.code, exit: ran.code }, { success: false, code, exit }, ran.stdout);
      for (const part of ["message", "cause", "hint"]) assert.match(error[part], /\S/, part);
      assert.match([error.message, error.cause, error.hint].join("\n"), pattern(names));
      assert.equal(await project.state(), before);
    },
  });
}

function pattern(names: string | RegExp): RegExp {
  return typeof names === "string" ? new RegExp(RegExp.escape(names)) : names;
}
