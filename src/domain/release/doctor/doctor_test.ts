import assert from "node:assert/strict";
import { type Fault, fault } from "../../../kernel/fault.ts";
import type { Git, GitLocation } from "../../../kernel/git.ts";
import type { Environment, Files, Processes, ProcessResult } from "../../../kernel/ports.ts";
import type { RegistryProbe, RegistrySettings } from "../../../kernel/registry.ts";
import { gitChecks } from "./git_checks.ts";
import { credentialChecks, folderChecks, shellChecks, terminalChecks, versionChecks } from "./machine_checks.ts";
import { type Check, type CheckDeclaration, type CheckGroup, ok } from "./model.ts";
import { permissionChecks } from "./permission_checks.ts";
import { registryChecks } from "./registry_checks.ts";
import { countChecks, runChecks } from "./run_checks.ts";
import { findShellFiles, listShellFiles } from "./shell_files.ts";

const BROKEN = fault<{ path: string }>({
  code: "BROKEN",
  exit: 5,
  when: "In this test.",
  message: ({ path }) => `'${path}' is broken`,
  cause: () => "It was dropped.",
  hint: () => "Glue it.",
});
const PROGRAM_NOT_FOUND = fault<Record<never, never>>({
  code: "PROGRAM_NOT_FOUND",
  exit: 1,
  when: "In this test.",
  message: () => "not found",
  cause: () => "",
  hint: () => "",
});

async function run(group: CheckGroup, declared: readonly CheckDeclaration[]): Promise<Record<string, Check>> {
  const checks = await runChecks(group, () => declared);
  return Object.fromEntries(checks.map((each) => [each.id.slice(group.length + 1), each]));
}

const environment = (values: Record<string, string>): Environment => ({ get: (name) => values[name] });

/** Programs by what they answer; one that is missing is not installed. */
function programs(answers: Record<string, Partial<ProcessResult> | ((args: string[]) => Partial<ProcessResult>)>) {
  const processes: Processes = {
    run(program, args) {
      const answer = answers[program];
      if (answer === undefined) return Promise.reject(PROGRAM_NOT_FOUND({}));
      return Promise.resolve({
        code: 0,
        stdout: "",
        stderr: "",
        ...typeof answer === "function" ? answer(args) : answer,
      });
    },
  };
  return processes;
}

/** Files by path; a fault in a file's place is thrown when it is looked at. */
function fileSystem(contents: Record<string, string | Fault>): Files {
  const read = (path: string) => {
    const found = contents[path];
    if (found !== undefined && typeof found !== "string") throw found;
    return found;
  };
  const made: string[] = [];
  return {
    readText: read,
    kindOf: (path: string) => read(path) === undefined && !made.includes(path) ? undefined : "file",
    stage(path: string) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      read(folder);
      return { place() {}, discard() {} };
    },
    removeEmptyDirectory() {},
  } as unknown as Files;
}

Deno.test("a check that throws is a failed check, and the others are made", async () => {
  const bug = () => {
    throw new TypeError("undefined is not a function");
  };
  const several = () => {
    throw new AggregateError([BROKEN({ path: "a" }), BROKEN({ path: "b" })]);
  };
  const checks = await runChecks("packages", () => [
    { id: "fault", title: "Fault", run: () => Promise.reject(BROKEN({ path: "a" })) },
    { id: "bug", title: "Bug", run: bug },
    { id: "several", title: "Several", run: several },
    { id: "fine", title: "Fine", run: () => ok("fine") },
  ]);
  assert.deepEqual(checks.map(({ id, status, detail, fix }) => [id, status, detail, fix]), [
    ["packages.fault", "failed", "'a' is broken. It was dropped.", "Glue it."],
    [
      "packages.bug",
      "failed",
      "The check itself broke: undefined is not a function",
      "This is a bug of workspace: report it, with `workspace version --verbose`.",
    ],
    ["packages.several", "failed", "'a' is broken; 'b' is broken", "Glue it."],
    ["packages.fine", "ok", "fine", null],
  ]);
  assert.deepEqual(countChecks(checks), { ok: 1, warnings: 0, failed: 3, skipped: 0 });
});

Deno.test("a group that cannot even be listed is one failed check", async () => {
  const checks = await runChecks("registries", () => Promise.reject(BROKEN({ path: ".npmrc" })));
  assert.deepEqual(checks.map(({ id, status }) => [id, status]), [["registries.all", "failed"]]);
});

function git(answers: Parameters<typeof programs>[0], more: Partial<Git> = {}) {
  const location: GitLocation = { top: "/p", gitDir: "/p/.git", commonDir: "/p/.git" };
  const port = {
    findLocation: () => location,
    readHead: () => Promise.resolve({ state: "branch", branch: "main", commit: "0".repeat(40) }),
    isShallow: () => false,
    ...more,
  } as unknown as Git;
  const files = fileSystem({});
  return run(
    "git",
    gitChecks({ git: port, processes: programs(answers), files, env: environment({}), directory: "/p" }),
  );
}

Deno.test("git that is missing, too old or of an unknown version fails, a newer one does not", async () => {
  assert.match((await git({})).installed!.fix!, /Install git/);
  const statusOf = async (stdout: string) => (await git({ git: { stdout } })).installed!.status;
  assert.equal(await statusOf("git version 2.19.4"), "failed");
  assert.equal(await statusOf("git version 2.20.0"), "ok");
  assert.equal(await statusOf("git version 3.0.1 (Apple Git-1)"), "ok");
  assert.equal(await statusOf("git"), "failed");
});

Deno.test("a repository of another user is told from one that git refuses for something else", async () => {
  const refusing = (stderr: string) => git({ git: (args) => args.includes("rev-parse") ? { code: 128, stderr } : {} });
  const { ownership } = await refusing("fatal: detected dubious ownership in repository at '/p'");
  assert.equal(ownership!.fix, "Run `git config --global --add safe.directory '/p'`.");
  const other = await refusing("fatal: bad config line 1\n");
  assert.deepEqual([other.ownership!.status, other.ownership!.detail], ["failed", "fatal: bad config line 1"]);
});

Deno.test("a branch without a commit, and no repository at all, are said", async () => {
  const answers = { git: { stdout: "git version 2.40.0" } };
  const unborn = await git(answers, { readHead: () => Promise.resolve({ state: "unborn", branch: "main" }) });
  assert.match(unborn.head!.detail, /no commit yet/);
  const nowhere = await git(answers, { findLocation: () => undefined });
  assert.deepEqual(
    ["repository", "history", "head", "bump", "locks"].map((id) => nowhere[id]!.status),
    ["warning", "skipped", "skipped", "skipped", "skipped"],
  );
});

const SETTINGS: RegistrySettings = {
  registry: "https://a.example/",
  origin: ".npmrc",
  scopes: { "@b": "https://b.example/npm/", "@c": "https://b.example/npm/", "@d": "https://a.example/" },
  credentials: [],
  ca: [],
  proxy: { none: [] },
  retry: { attempts: 0, minMilliseconds: 0, maxMilliseconds: 0 },
  timeoutMilliseconds: 1,
  maxSockets: 1,
  cooldown: undefined,
  warnings: [],
};

Deno.test("each registry is asked once, whatever scopes it serves, and its answer is put in words", async () => {
  const asked: string[] = [];
  const ask = async (probe: RegistryProbe) => {
    const registry = {
      probe(url: string) {
        asked.push(url);
        return Promise.resolve(probe);
      },
    };
    return await run("registries", registryChecks(SETTINGS, { registry, offline: false }));
  };
  const reachable = { state: "reachable", wantsCredential: false } as const;
  const accepted = await ask({ ...reachable, credential: "accepted", user: "ada" });
  assert.deepEqual(asked, ["https://a.example/", "https://b.example/npm/"]);
  assert.deepEqual(Object.keys(accepted), ["settings", "default,@d", "@b,@c"]);
  assert.match(accepted["@b,@c"]!.detail, /accepted \(ada\)/);
  const states = [
    ["ok", { ...reachable, credential: "unknown" }],
    ["ok", { ...reachable, credential: "none" }],
    ["failed", { ...reachable, credential: "none", wantsCredential: true }],
    ["failed", { ...reachable, credential: "refused", wantsCredential: true }],
    ["warning", { ...reachable, credential: "missing", variable: "NPM_TOKEN" }],
    ["failed", { state: "unreachable", problem: "No route." }],
  ] as const;
  for (const [status, probe] of states) assert.equal((await ask(probe))["@b,@c"]!.status, status);
});

Deno.test("a scope with credentials of its own is asked for by itself", async () => {
  const credentials = ["@c", "@e"].map((packages) => ({ scope: "//b.example/", authorization: "Bearer x", packages }));
  const asked: string[] = [];
  const registry = {
    probe(url: string, packages?: string) {
      asked.push(`${url} ${packages ?? ""}`.trim());
      return Promise.resolve({ state: "reachable", credential: "none", wantsCredential: false } as const);
    },
  };
  const checks = await runChecks(
    "registries",
    () => registryChecks({ ...SETTINGS, credentials }, { registry, offline: false }),
  );
  assert.deepEqual(checks.map(({ title }) => title).slice(1), [
    "https://a.example/",
    "https://b.example/npm/",
    "https://b.example/npm/ for @c",
    "https://a.example/ for @e",
  ]);
  assert.deepEqual(asked, [
    "https://a.example/",
    "https://b.example/npm/",
    "https://b.example/npm/ @c",
    "https://a.example/ @e",
  ]);
});

Deno.test("a URL with a password is shown without it", async () => {
  const settings = { ...SETTINGS, registry: "https://ada:secret@a.example/?key=secret", scopes: {} };
  const registry = { probe: () => Promise.reject(BROKEN({ path: "the wire" })) };
  const checks = await runChecks("registries", () => registryChecks(settings, { registry, offline: false }));
  assert.ok(!JSON.stringify(checks).includes("secret"));
  assert.equal(checks[1]!.title, "https://a.example/");
});

Deno.test("the store of secrets is that of the system, and one that does not answer is a warning", async () => {
  const store = async (target: string, answers: Parameters<typeof programs>[0]) =>
    (await run("credentials", credentialChecks({ processes: programs(answers), target }))).store!;
  assert.match((await store("aarch64-apple-darwin", { security: {} })).detail, /keychain of macOS/);
  assert.equal((await store("x86_64-pc-windows-msvc", { powershell: {} })).status, "ok");
  const linux = "x86_64-unknown-linux-gnu";
  assert.equal((await store(linux, { "secret-tool": { code: 2 } })).status, "ok");
  assert.equal((await store(linux, { "secret-tool": { code: 124 } })).status, "warning");
  assert.equal((await store(linux, {})).status, "skipped");
  assert.equal((await store("wasm32-unknown-unknown", {})).status, "skipped");
});

Deno.test("completion is found where each shell looks for it", async () => {
  const check = async (shell: string | undefined, contents: Record<string, string | Fault> = {}) => {
    const env = environment({ HOME: "/h", ...shell === undefined ? {} : { SHELL: shell } });
    return (await run("shell", shellChecks({ files: fileSystem(contents), env }))).completion!;
  };
  assert.equal((await check(undefined)).status, "skipped");
  assert.equal((await check("/bin/dash")).status, "skipped");
  assert.equal((await check("/bin/bash")).status, "warning");
  assert.match((await check("/usr/bin/fish")).fix!, /completions\/workspace\.fish/);
  const bash = await check("/bin/bash", { "/usr/share/bash-completion/completions/workspace": "#" });
  assert.match(bash.detail, /^bash: \/usr\/share/);
  assert.equal((await check("/bin/zsh", { "/h/.zshrc": "source <(workspace completions zsh)" })).status, "ok");
  assert.equal((await check("/bin/zsh", { "/h/.zshrc": "# source <(workspace completions zsh)" })).status, "warning");
  assert.equal((await check("/bin/zsh", { "/h/.zshrc": BROKEN({ path: "/h/.zshrc" }) })).status, "warning");
  const fish = "/h/.config/fish/completions/workspace.fish";
  assert.equal((await check("C:\\fish.exe", { [fish]: BROKEN({ path: fish }) })).status, "warning");
  assert.equal(findShellFiles(environment({ SHELL: "/bin/zsh" })), undefined);
  assert.deepEqual(listShellFiles(environment({})), []);
});

Deno.test("folders that cannot be written fail, and no home is said", async () => {
  const folders = { config: "/c", data: "/d", cache: "/e" };
  const checks = await run("folders", folderChecks(folders, fileSystem({ "/c": "", "/e": BROKEN({ path: "/e" }) })));
  assert.equal(checks.config!.detail, "/c");
  assert.match(checks.data!.detail, /made when it is needed/);
  assert.deepEqual([checks.cache!.status, checks.cache!.fix], [
    "failed",
    "Make it yours, or set WORKSPACE_HOME to another folder.",
  ]);
  assert.equal((await run("folders", folderChecks(undefined, fileSystem({})))).home!.status, "failed");
});

Deno.test("what a terminal cannot show is a warning, what it need not is none", async () => {
  const look = async (facts: Partial<Parameters<typeof terminalChecks>[0]>) => {
    const all = { isTerminal: true, color: true, unicode: true, columns: 100, ...facts };
    return Object.values(await run("terminal", terminalChecks(all))).map(({ status }) => status).join(" ");
  };
  assert.equal(await look({}), "ok ok ok");
  assert.equal(await look({ color: false, unicode: false, columns: 40 }), "ok warning warning");
  assert.equal(await look({ isTerminal: false, color: false, columns: undefined }), "ok ok ok");
});

Deno.test("the program says what it is", async () => {
  const facts = {
    version: "1.2.3",
    commit: "0123456789",
    denoVersion: "2.9.6",
    target: "t",
    profile: "release",
  } as const;
  const { program, profile } = await run("versions", versionChecks(facts));
  assert.equal(program!.detail, "1.2.3 (0123456)");
  assert.equal(profile!.detail, "a compiled binary, t");
});

Deno.test("what was not granted is named with the commands that need it, and programs only where git is missing", async () => {
  const need = (category: "write" | "run" | "env", label: string, commands: string[]) => ({
    category,
    subject: `/${label}`,
    label,
    commands,
  });
  const needs = [
    need("write", "project", ["bump"]),
    need("run", "git", ["bump"]),
    need("run", "npm", ["upgrade apply"]),
    ...["A", "B", "C", "D", "E", "F"].map((name) => need("env", name, ["audit", "bump"])),
  ];
  const granting = (granted: (category: string, subject?: string) => boolean) =>
    run("permissions", permissionChecks(needs, { allows: granted }));
  assert.equal(countChecks(Object.values(await granting(() => true))).ok, 5);
  const none = await granting(() => false);
  assert.match(none.write!.detail, /^Not granted: project\. One command needs it: bump\.$/);
  assert.match(none.env!.detail, /^Not granted: A, B, C, D and 2 more\. Commands need it: audit, bump\.$/);
  assert.equal(none.net!.status, "ok");
  assert.equal(none.run!.status, "warning");
  const listed = await granting((_, subject) => subject === "/git" || subject === "/project");
  assert.equal(listed.run!.detail, "git; not granted or not installed: npm");
  assert.equal(listed.write!.detail, "granted as far as commands need it");
});
