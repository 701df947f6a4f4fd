import { command } from "../../cli/command.ts";
import { optionalArgument } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { getChangeset } from "../../domain/release/changesets/store.ts";
import { isFullHash } from "../../domain/release/changesets/branch_commits.ts";
import { either, list, nothing, object, text } from "../../kernel/schema.ts";
import { CHANGESET, changesetOutput } from "./changeset_output.ts";
import { openChangesets } from "./project_changesets.ts";

export default command({
  description:
    "The beginning of a branch or id is enough where no other changeset begins with it; `workspace changeset " +
    "delete` wants it in full.",
  arguments: {
    branch: optionalArgument("BRANCH", "Branch or id of the changeset, or the beginning of one (the current branch)", {
      complete: "changesets",
    }),
  },
  examples: [
    ["workspace changeset show feature/new-component", "One changeset, with its commits"],
    ["workspace changeset show", "That of the current branch"],
    ["workspace changeset show feature/new-component --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"], run: ["git"], env: CI_BRANCH_VARIABLES },
  listing: true,
  output: object({
    changeset: CHANGESET,
    file: text({ description: "Relative to the project's root" }),
    commits: list(
      object({
        hash: text(),
        message: either([text(), nothing], { description: "The subject; null for a commit that is not here" }),
        author: either([text(), nothing]),
        date: either([text(), nothing]),
      }),
    ),
  }),
  async run(context) {
    const { folder, git, getBranch } = await openChangesets(context);
    const changeset = getChangeset(folder, context.args.branch ?? await getBranch());
    const hashes = changeset.commits.filter(isFullHash);
    const read = git.findLocation() && hashes.length > 0 ? await git.readCommits(hashes) : [];
    const byHash = new Map(read.map((each) => [each.hash, each]));
    return {
      changeset: changesetOutput(changeset),
      file: `${folder.path}/${changeset.id}.json`,
      commits: changeset.commits.map((hash) => {
        const commit = byHash.get(hash);
        return {
          hash,
          message: commit?.subject ?? null,
          author: commit?.author.name ?? null,
          date: commit?.authoredAt ?? null,
        };
      }),
    };
  },
  text({ changeset, file, commits }, ui) {
    const { bullet } = ui.symbol;
    const { packages, packageBumps = {}, environments, message, createdAt, updatedAt, prereleases = [] } = changeset;
    const none = ui.style.dim("  none");
    return [
      ui.heading(changeset.branch),
      "",
      `ID: ${changeset.id}`,
      `File: ${file}`,
      `Bump: ${changeset.bump}`,
      `Environments: ${environments.join(", ") || ui.style.dim("none")}`,
      ...(createdAt === "" ? [] : [`Created: ${moment(createdAt)}`]),
      ...(updatedAt === "" ? [] : [`Updated: ${moment(updatedAt)}`]),
      "",
      `Packages (${packages.length}):`,
      ...packages.map((name) =>
        `  ${bullet} ${name}${Object.hasOwn(packageBumps, name) ? ` (${packageBumps[name]})` : ""}`
      ),
      ...(packages.length === 0 ? [none] : []),
      ...(changeset.released?.length ? [`Released already: ${changeset.released.join(", ")}`] : []),
      ...prereleases.map((mark) => `Prerelease: ${mark.package} ${mark.version} (from ${mark.base})`),
      "",
      `Commits (${commits.length}):`,
      ...commits.map(({ hash, message: subject, author, date }) =>
        `  ${bullet} ${ui.style.highlight(hash.slice(0, 7))} ${
          subject === null ? ui.style.dim("not in this repository") : `${subject} (${author}, ${date!.slice(0, 10)})`
        }`
      ),
      ...(commits.length === 0 ? [none] : []),
      ...(message.trim() === ""
        ? []
        : ["", "Message:", ...message.trim().split("\n").map((line) => ui.wrapped(`  ${line}`, 2))]),
    ].join("\n");
  },
});

/** `2024-01-15T10:00:00Z` → `2024-01-15 10:00 UTC`; anything else as it is. */
function moment(time: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(time);
  return parts ? `${parts[1]} ${parts[2]} UTC` : time;
}
