import assert from "node:assert/strict";

const PROGRAM = new URL("./killed_main.ts", import.meta.url).pathname;
const RELEASE = ["bump", "--execute", "--git-commit", "--git-tag", "--git-push", "--force", "--log-level", "error"];

/** What a release may change, as one text: working tree, commits, tags, the remote, and what is left lying about. */
async function fingerprint(repository: string): Promise<string> {
  const git = (...args: string[]) => run("git", args, { cwd: repository });
  const tracked = (await git("ls-files", "-z", "--cached", "--others", "--exclude-standard")).split("\0").filter(
    Boolean,
  );
  const contents = tracked.toSorted().map((path) => `${path}:\n${readIfThere(`${repository}/${path}`)}`);
  const parts = [
    await git("log", "--format=%T %s %an", "--all", "--topo-order"),
    await git("for-each-ref", "--format=%(refname) %(objecttype) %(*tree)%(tree)", "refs/heads", "refs/tags"),
    await run("git", ["for-each-ref", "--format=%(refname) %(objecttype) %(*tree)%(tree)"], {
      cwd: `${repository}.git`,
    }),
    await git("status", "--porcelain=v1"),
    ...contents,
    Deno.statSync(`${repository}/.git/index`).isFile ? existing(`${repository}/.git/workspace`) : "",
  ];
  return parts.join("\n---\n");
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "(absent)";
  }
}

function existing(folder: string): string {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name !== "bump.lock").join();
  } catch {
    return "";
  }
}

async function run(
  program: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string>; mayFail?: boolean },
): Promise<string> {
  const home = `${options.cwd}/../home`;
  const { success, signal, code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: options.cwd,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH")!,
      HOME: Deno.env.get("HOME")!,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      WORKSPACE_HOME: home,
      SOURCE_DATE_EPOCH: "1767225600",
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
      GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
      ...options.env,
    },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (!success && !options.mayFail) {
    throw new Error(`${program} ${args.join(" ")}: ${code} ${signal}\n${text}${new TextDecoder().decode(stderr)}`);
  }
  return text;
}

function workspace(
  cwd: string,
  args: string[],
  options: { env?: Record<string, string>; mayFail?: boolean } = {},
): Promise<string> {
  return run(Deno.execPath(), ["run", "-A", "--cached-only", PROGRAM, ...args], { cwd, ...options });
}

async function makeRepository(top: string): Promise<string> {
  const repository = `${top}/origin`;
  const write = (path: string, content: unknown) => {
    const full = `${repository}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(full, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  };
  write("package.json", { name: "root", private: true, workspaces: ["packages/*"] });
  write("packages/core/package.json", { name: "@o/core", version: "1.2.3" });
  write("packages/utils/package.json", { name: "@o/utils", version: "2.0.1", dependencies: { "@o/core": "~1.2.3" } });
  write("packages/utils/CHANGELOG.md", "# Changelog\n\n## 2.0.1\n\n- Older\n");
  write("repo.config.toml", '[version]\nstrategy = "independent"\n');
  const git = (...args: string[]) => run("git", args, { cwd: repository });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-q", "-m", "feat: start");
  const hash = (await git("rev-parse", "HEAD")).trim();
  const at = "2026-01-01T00:00:00Z";
  const changeset = { environments: ["production"], commits: [hash], createdAt: at, updatedAt: at };
  write(".changesets/feature-a.json", {
    id: "feature-a",
    branch: "feature/a",
    bump: "minor",
    packages: ["@o/core"],
    message: "A",
    ...changeset,
  });
  await git("add", ".");
  await git("commit", "-q", "-m", "changeset");
  await run("git", ["init", "-q", "--bare", "-b", "main", `${repository}.git`], { cwd: top });
  return repository;
}

async function copyRepository(origin: string, target: string): Promise<void> {
  await run("cp", ["-r", origin, target], { cwd: `${origin}/..` });
  await run("cp", ["-r", `${origin}.git`, `${target}.git`], { cwd: `${origin}/..` });
  await run("git", ["remote", "add", "origin", `${target}.git`], { cwd: target });
  await run("git", ["push", "-q", "origin", "main"], { cwd: target });
}

Deno.test("a bump killed at any write or git step is finished, or undone, wholly", async () => {
  const top = Deno.makeTempDirSync({ prefix: "workspace_killed_" });
  try {
    const origin = await makeRepository(top);
    const whole = `${top}/whole`;
    await copyRepository(origin, whole);
    const before = await fingerprint(whole);
    const countFile = `${top}/count`;
    await workspace(whole, RELEASE, { env: { KILL_COUNT_FILE: countFile } });
    const after = await fingerprint(whole);
    const steps = Number(Deno.readTextFileSync(countFile));
    assert.ok(steps > 15, `only ${steps} steps were counted`);

    const cases = Array.from({ length: steps }, (_, i) => i + 1)
      .flatMap((at) => (["before", "after"] as const).map((when) => ({ at, when })));
    const outcomes = new Set<string>();
    const worker = async () => {
      for (let each = cases.shift(); each; each = cases.shift()) {
        const name = `${each.at} ${each.when}`;
        const copy = `${top}/copy_${each.at}_${each.when}`;
        await copyRepository(origin, copy);
        await workspace(copy, RELEASE, { env: { KILL_AT: String(each.at), KILL_WHEN: each.when }, mayFail: true });
        const aborted = `${copy}_aborted`;
        await run("cp", ["-r", copy, aborted], { cwd: top });
        await run("cp", ["-r", `${copy}.git`, `${aborted}.git`], { cwd: top });
        await run("git", ["remote", "set-url", "origin", `${aborted}.git`], { cwd: aborted });

        await workspace(copy, RELEASE);
        assert.equal(await fingerprint(copy), after, `killed at step ${name}: the next bump ends wholly after`);

        await workspace(aborted, ["bump", "--abort", "--log-level", "error"], { mayFail: true });
        const state = await fingerprint(aborted);
        if (state === before) outcomes.add("before");
        else {
          await workspace(aborted, ["bump", "--resume", "--log-level", "error"], { mayFail: true });
          assert.equal(await fingerprint(aborted), after, `killed at step ${name}: what cannot be undone is finished`);
          outcomes.add("after");
        }
        for (const path of [copy, aborted]) {
          Deno.removeSync(path, { recursive: true });
          Deno.removeSync(`${path}.git`, { recursive: true });
        }
      }
    };
    await Promise.all([worker(), worker()]);
    assert.deepEqual([...outcomes].sort(), ["after", "before"]);
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
});
