import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { runScript } from "./txtar/run_script.ts";

const FOLDER = fileURLToPath(new URL("../examples/github-actions", import.meta.url));
const WITHOUT_SHELL = Deno.build.os === "windows";

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { steps: Step[] }>;
}

const readWorkflow = (name: string) => parse(Deno.readTextFileSync(`${FOLDER}/${name}.yml`)) as Workflow;
const stepsOf = (name: string) => Object.values(readWorkflow(name).jobs).flatMap(({ steps }) => steps);

/** Steps that need what is not here: the network, GitHub itself. */
const ELSEWHERE = ["Install workspace", "Comment"];

const EXPRESSIONS: Record<string, string> = { "${{ github.base_ref }}": "main" };

/** Lines of a script that run a workflow's shell steps in order as GitHub does, and the files for them. */
function runSteps(name: string): { lines: string[]; files: string } {
  const lines: string[] = [];
  let files = "";
  const steps = stepsOf(name).filter((step) => step.run !== undefined && !ELSEWHERE.includes(step.name!));
  for (const [i, { run, env = {} }] of steps.entries()) {
    lines.push(...Object.entries(env).map(([key, value]) => `env ${key}=${EXPRESSIONS[value] ?? value}`));
    lines.push(`exec bash --noprofile --norc -e -o pipefail $WORK/steps/${name}-${i}.sh`);
    files += `-- steps/${name}-${i}.sh --\n${run!.trimEnd()}\n`;
  }
  return { lines, files };
}

const PROJECT = `-- package.json --
{ "name": "root", "private": true, "workspaces": ["packages/*"] }
-- packages/core/package.json --
{ "name": "@org/core", "version": "1.0.0" }
-- packages/cli/package.json --
{ "name": "@org/cli", "version": "2.0.0", "dependencies": { "@org/core": "^1.0.0" } }
-- repo.config.json --
{}
`;

const BRANCH = [
  "[!exec:bash] skip 'the steps of a workflow are run by bash'",
  "repo",
  "remote",
  "branch feature/x",
  "append packages/core/a.js '// a'",
  "git add packages",
  "git commit -q -m 'feat(core): a'",
  "workspace changeset create --bump major --message 'A new core' -l silent",
  "git add .changesets",
  "git commit -q -m 'chore: changeset'",
  "git push -q origin feature/x",
];

async function run(name: string, lines: string[], files: string, t: Deno.TestContext): Promise<void> {
  const { skipped } = await runScript([...lines, files + PROJECT].join("\n"), { name, update: false });
  if (skipped !== undefined) await t.step({ name: `skipped: ${skipped}`, ignore: true, fn: () => {} });
}

Deno.test({
  name: "workflows: release.yml releases what was merged, and does nothing the second time",
  ignore: WITHOUT_SHELL,
  async fn(t) {
    const { lines, files } = runSteps("release");
    await run(
      "release",
      [
        ...BRANCH,
        "git switch -q main",
        "git merge -q --no-ff -m 'Merge feature/x' feature/x",
        "git push -q origin main",
        // What actions/checkout leaves: the commit of the branch, and CI's variables.
        "git clone -q file://$REMOTES/origin.git $WORK/checkout",
        "cd checkout",
        "env CI=true",
        "env GITHUB_REF=refs/heads/main",
        "env GITHUB_OUTPUT=$TMPDIR/output",
        ...lines,
        "jsonfile bump-result.json status applied",
        "jsonfile bump-result.json pushed true",
        "jsonfile bump-result.json tags.length 2",
        "grep '^released=true$' $TMPDIR/output",
        "git ls-remote origin",
        "stdout 'refs/tags/@org/core@2\\.0\\.0$'",
        "git log -1 --format=%an%n%s origin/main",
        "stdout '^chore\\(release\\): '",
        "rm $TMPDIR/output",
        ...lines,
        "jsonfile bump-result.json status nothing-pending",
        "grep '^released=false$' $TMPDIR/output",
      ],
      files,
      t,
    );
  },
});

Deno.test({
  name: "workflows: preview.yml describes a pull request on the merge that CI checks out",
  ignore: WITHOUT_SHELL,
  async fn(t) {
    const { lines, files } = runSteps("preview");
    await run(
      "preview",
      [
        ...BRANCH,
        "git clone -q file://$REMOTES/origin.git $WORK/checkout",
        "cd checkout",
        "git switch -q --detach origin/main",
        "git merge -q --no-ff -m 'Merge 1 into 2' origin/feature/x",
        "git branch -q -D main",
        "env CI=true",
        "env GITHUB_HEAD_REF=feature/x",
        "env GITHUB_REF=refs/pull/7/merge",
        "env GITHUB_STEP_SUMMARY=$TMPDIR/summary",
        ...lines,
        "jsonfile bump-preview.json packages[name=@org/core].nextVersion 2.0.0",
        "jsonfile bump-preview.json status preview",
        "grep '^A new core$' $TMPDIR/summary",
        "grep '1\\.0\\.0 → \\*\\*2\\.0\\.0\\*\\*' preview.md",
        "git status --porcelain --untracked-files=no",
        "! stdout .",
      ],
      files,
      t,
    );
  },
});

Deno.test({
  name: "workflows: preview.yml fails a pull request without changeset, after saying so",
  ignore: WITHOUT_SHELL,
  async fn(t) {
    const { lines, files } = runSteps("preview");
    const last = lines.pop()!;
    await run(
      "preview without changeset",
      [
        "[!exec:bash] skip 'the steps of a workflow are run by bash'",
        "repo",
        "remote",
        "branch feature/y",
        "append packages/core/a.js '// a'",
        "git add packages",
        "git commit -q -m 'feat(core): a'",
        "git switch -q --detach",
        "env GITHUB_HEAD_REF=feature/y",
        "env GITHUB_STEP_SUMMARY=$TMPDIR/summary",
        ...lines,
        "grep '^## No changeset yet$' preview.md",
        `! ${last}`,
        "exit 11",
      ],
      files,
      t,
    );
  },
});

Deno.test("workflows: the history is whole, the rights are the least, no expression stands in a shell line", () => {
  for (const name of ["release", "preview"]) {
    const steps = stepsOf(name);
    const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.equal(checkout?.with?.["fetch-depth"], 0, name);
    for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/, name);
  }
  assert.deepEqual(readWorkflow("release").permissions, { contents: "write" });
  assert.deepEqual(readWorkflow("preview").permissions, { contents: "read", "pull-requests": "write" });
});
