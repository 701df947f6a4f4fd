import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runScript } from "./txtar/run_script.ts";

const FOLDER = fileURLToPath(new URL("../examples/hooks", import.meta.url));
const NAMES = ["commit-msg", "post-commit", "pre-push"] as const;
const WITHOUT_SHELL = Deno.build.os === "windows";

const PROJECT = `
-- package.json --
{ "name": "root", "private": true, "workspaces": ["packages/*"] }
-- packages/core/package.json --
{ "name": "@org/core", "version": "1.0.0" }
-- packages/cli/package.json --
{ "name": "@org/cli", "version": "2.0.0" }
-- repo.config.json --
{}
-- yes --
y
-- no --
n
${NAMES.map((name) => `-- hooks/${name} --\n${Deno.readTextFileSync(`${FOLDER}/${name}`)}`).join("")}`;

const SCRIPTS: Record<string, string> = {
  "commit-msg refuses a message that is not in order, and says where it is kept": `
repo
hooks commit-msg
! git commit -q --allow-empty -m 'fxi: typo'
stderr 'Unknown type ''fxi'''
stderr 'Did you mean ''fix''\\?'
stderr 'git commit --edit --file="\\.git/COMMIT_EDITMSG"'
git log --format=%s
! stdout fxi
git commit -q --allow-empty -m 'fix: typo'

# A message kept can be corrected; in a linked worktree, too.
replace .git/COMMIT_EDITMSG 'fix: typo' 'docs: said better'
git commit -q --allow-empty --file=.git/COMMIT_EDITMSG
git worktree add -q ../tree -b tree
cd ../tree
! git commit -q --allow-empty -m 'no form'
stderr 'header-form'
stderr '--file=".*/worktrees/tree/COMMIT_EDITMSG"'
git commit -q --allow-empty -m 'fix: form'

# Merges and reverts pass.
cd $WORK
git merge -q --no-ff tree
append packages/core/a.js '// a'
git add packages
git commit -q -m 'feat: x'
git revert --no-edit HEAD

# A broken configuration holds up nothing.
replace repo.config.json {} {
git commit -q --allow-empty -m 'whatever'
stderr CONFIG_SYNTAX
`,
  "post-commit keeps the changeset up to date": `
repo
hooks post-commit
branch feature/x
append packages/core/a.js '// a'
git add packages
git commit -q -m 'feat: a'
! stdout .
! stderr .
! exists .changesets
workspace changeset create --bump minor -l silent
append packages/cli/b.js '// b'
git add packages
git commit -q -m 'fix: b'
! stdout .
! stderr .
jsonfile .changesets/feature-x.json commits.length 2
jsonfile .changesets/feature-x.json packages '["@org/core", "@org/cli"]'
git add .changesets
git commit -q -m 'chore: changeset'
jsonfile .changesets/feature-x.json commits.length 2

# The commits of a rebase are left to the commit after it.
branch main
append packages/core/m.js '// m'
git add packages
git commit -q -m 'feat: m'
git switch -q feature/x
git rebase -q main
git status --porcelain
! stdout .
append packages/core/c.js '// c'
git add packages
git commit -q -m 'fix: c'
jsonfile .changesets/feature-x.json commits.length 3

# What is wrong is said, and the commit is made.
git checkout -q .changesets
append .changesets/feature-x.json broken
git commit -q --allow-empty -m 'fix: d'
stderr CHANGESET_INVALID
git log -1 --format=%s
stdout '^fix: d$'
`,
  "pre-push warns of a branch without changeset": `
repo
remote
hooks pre-push
[!exec:setsid] skip 'no setsid to leave the terminal'
exec setsid -w git push -q origin main
! stderr .
branch feature/x
append packages/core/a.js '// a'
git add packages
git commit -q -m 'feat: a'
exec setsid -w git push -q origin feature/x
stderr '^No changeset found for branch feature/x: workspace changeset create$'
exec setsid -w git push -q origin main
! stderr .
workspace changeset create -l silent
exec setsid -w git push -q origin feature/x
! stderr 'No changeset'
`,
  "pre-push asks on a terminal": `
[!tty] skip 'no terminal'
repo
remote
hooks pre-push
branch feature/x
append packages/core/a.js '// a'
git add packages
git commit -q -m 'feat: a'
stdin no
! exec script -qefc 'git push -q origin feature/x' /dev/null
stdout 'Push anyway\\?'
git ls-remote --heads origin feature/x
! stdout .
stdin yes
exec script -qefc 'git push -q origin HEAD' /dev/null
git ls-remote --heads origin feature/x
stdout feature/x
`,
  "without workspace on the PATH nothing is held up": `
repo
remote
hooks commit-msg
hooks post-commit
hooks pre-push
rm $TMPDIR/../bin/workspace
branch feature/x
git commit -q --allow-empty -m 'no form'
git push -q origin feature/x
! stderr .
`,
};

for (const [name, script] of Object.entries(SCRIPTS)) {
  Deno.test({
    name: `hooks: ${name}`,
    ignore: WITHOUT_SHELL,
    async fn(t) {
      const text = script.replace(
        /^hooks (.*)$/gm,
        "mkdir .git/hooks\ncp hooks/$1 .git/hooks/$1\nchmod 755 .git/hooks/$1",
      );
      const { skipped } = await runScript(text + PROJECT, { name, update: false });
      if (skipped !== undefined) await t.step({ name: `skipped: ${skipped}`, ignore: true, fn: () => {} });
    },
  });
}

for (const [program, ...args] of [["shellcheck", "--shell=sh"], ["dash", "-n"]]) {
  const isThere = await runs(program!, ["--version"]) || await runs(program!, ["-c", ":"]);
  Deno.test({
    name: `hooks: ${program} finds nothing wrong`,
    ignore: !isThere,
    async fn() {
      for (const name of NAMES) {
        const { success, stdout, stderr } = await new Deno.Command(program!, { args: [...args, `${FOLDER}/${name}`] })
          .output();
        assert.ok(success, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
      }
    },
  });
}

async function runs(program: string, args: string[]): Promise<boolean> {
  const run = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" });
  return await run.output().then(({ success }) => success, () => false);
}
