/**
 * The main job, from a fresh monorepo to a pushed release, with the real program and real git: `deno task demo`. It
 * works on a copy of `examples/shop` in a temporary folder, which is removed at the end unless `--keep` is given.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runLine, say, show } from "./demo/show.ts";
import { createStage, type Stage } from "./demo/stage.ts";

const TOP = fileURLToPath(new URL("../", import.meta.url));

const unknown = Deno.args.find((each) => each !== "--keep");
if (unknown !== undefined) {
  console.error(`Unknown argument ${unknown}: deno task demo [--keep]`);
  Deno.exitCode = 2;
} else Deno.exitCode = await demonstrate({ keep: Deno.args.includes("--keep") });

async function demonstrate({ keep }: { keep: boolean }): Promise<number> {
  let stage: Stage | undefined;
  try {
    stage = await createStage(TOP);
    await play(stage);
    return 0;
  } catch (error) {
    console.error(`\nThe demo stopped: ${(error as Error).message}`);
    return 1;
  } finally {
    if (keep && stage) say(`The copy is kept: ${stage.shop}\nIts \`workspace\`: ${join(stage.folder, "bin")}`);
    else stage?.remove();
  }
}

async function play(stage: Stage): Promise<void> {
  const run = (line: string) => runLine(line, stage);

  say("A shop: five packages that refer to each other by catalog, workspace protocol and plain range.");
  await run("workspace graph");

  say("Set it up once. From here on every commit is recorded by a git hook.");
  await run("workspace init --non-interactive --environments staging,production");
  await run("git config core.hooksPath .githooks");
  await run("git add --all");
  await run('git commit --quiet --message "chore: releases with changesets"');

  say("A branch says what it changes; the commits bring the packages.");
  await run("git switch --quiet --create feature/round-half-even");
  await run('workspace changeset create --bump minor --message "Amounts are rounded half to even"');
  edit(stage, "packages/money/index.js", [
    "/** Rounds to whole cents, halves to the even one. */",
    "export function round(amount) {",
    "  const floor = Math.floor(amount);",
    "  return amount - floor === 0.5 ? floor + floor % 2 : Math.round(amount);",
    "}",
  ]);
  await run("git add --all");
  await run('git commit --quiet --message "feat(money): round half to even"');
  await run("git add .changesets");
  await run('git commit --quiet --message "chore: changeset"');
  await merge("feature/round-half-even");

  say("Another branch is done already: bump and message come from its commits.");
  await run("git switch --quiet --create fix/empty-cart");
  edit(stage, "packages/ui/index.js", ["export const EMPTY_CART = renderCart([]);"]);
  await run("git add --all");
  await run('git commit --quiet --message "fix(ui): an empty cart has a text"');
  await run("workspace changeset create --from-commits");
  await run("git add .changesets");
  await run('git commit --quiet --message "chore: changeset"');
  await merge("fix/empty-cart");

  say("What would be released?");
  await run("workspace changeset list");
  await run("workspace bump --dry-run");

  say("Release it: versions, references, catalog, lockfile, changelogs, one commit, tags, push.");
  await run("workspace bump --execute --git-commit --git-tag --git-push");

  say("What that made.");
  await run("git status --short --branch");
  await run("git ls-remote --refs --tags origin");
  await run("git show --stat=100 --format=%s HEAD");
  await run("git diff HEAD~1 -- pnpm-workspace.yaml pnpm-lock.yaml packages/testing/package.json");
  show(stage, "packages/money/CHANGELOG.md");
  await run("workspace changeset history");
  await run("workspace bump");

  say([
    "Try next:",
    "  npx -y deno@2.9.6 task demo --keep                       leaves the copy, to go on by hand",
    "  npx -y deno@2.9.6 run -A --no-prompt main.ts help bump   a command explained, with examples",
    "  docs/quick-start.md                                      the same in a repository of yours",
  ].join("\n"));

  async function merge(branch: string) {
    await run("git switch --quiet main");
    await run(`git merge --quiet --no-ff --message "Merge ${branch}" ${branch}`);
  }
}

/** Adds lines to a file of the shop and shows them. */
function edit(stage: Stage, path: string, lines: string[]): void {
  Deno.writeTextFileSync(join(stage.shop, path), `\n${lines.join("\n")}\n`, { append: true });
  say(`(${path} gets ${lines.length === 1 ? "a line" : `${lines.length} lines`})`);
}
