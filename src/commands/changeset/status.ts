import { command } from "../../cli/command.ts";
import { flag } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { BUMP_TYPES } from "../../domain/release/model.ts";
import { boolean, either, integer, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";
import { CHANGESET, changesetLines, count } from "./changeset_output.ts";
import { openChangesets } from "./project_changesets.ts";

export default command({
  description: [
    "Whether the branch has a changeset, whether it lists everything that the branch changes (commits and working",
    "tree, against the base branch), and what the next bump would release.",
  ].join("\n"),
  options: { check: flag("Exit with 11 when packages changed that the branch's changeset does not list") },
  examples: [
    ["workspace changeset status", "Where the branch stands"],
    ["workspace changeset status --check", "For pull requests in CI"],
  ],
  needs: { read: ["project", "user"], run: ["git"], env: CI_BRANCH_VARIABLES },
  listing: true,
  output: object({
    branch: either([text(), nothing]),
    baseBranch: either([text(), nothing]),
    changeset: either([CHANGESET, nothing], { description: "That of the branch" }),
    packages: object({
      changed: list(text(), { description: "Changed on the branch or in the working tree" }),
      missing: list(text(), { description: "Those that the changeset does not list" }),
    }),
    unrecordedCommits: list(object({ hash: text(), message: text() })),
    complete: boolean({ description: "Whether every package changed is listed" }),
    checked: boolean({ description: "Whether --check was given" }),
    pending: integer({ description: "Number of pending changesets, of all branches" }),
    releases: list(
      object({
        name: text(),
        currentVersion: text(),
        nextVersion: text(),
        bump: oneOf([...BUMP_TYPES, "none"]),
      }),
      { description: "What `workspace bump` would release now" },
    ),
    warnings: list(text()),
  }),
  async run(context) {
    const { readStatus } = await import("./read_status.ts");
    return { ...await readStatus(await openChangesets(context), context.log), checked: context.options.check };
  },
  text(value, ui) {
    const { branch, baseBranch, changeset, packages, unrecordedCommits, complete, pending, releases, warnings } = value;
    const { success, warning, info, bullet, arrow } = ui.symbol;
    const state = changeset === null
      ? packages.changed.length === 0
        ? `${ui.style.info(info)} No changeset, and no package changed`
        : `${ui.style.warning(warning)} No changeset, but ${count(packages.changed.length, "package")} changed`
      : complete
      ? `${ui.style.success(success)} The changeset lists every package that changed`
      : `${ui.style.warning(warning)} The changeset lacks ${count(packages.missing.length, "package")}`;
    const next = complete ? [] : [
      "",
      changeset === null ? "Create one with `workspace changeset create`." : "Run `workspace changeset update`.",
    ];
    const title = branch === null
      ? "No branch"
      : branch === baseBranch || baseBranch === null
      ? branch
      : `${branch} ${arrow} ${baseBranch}`;
    return [
      ui.heading(title),
      "",
      state,
      ...(changeset === null ? [] : ["", ...changesetLines(changeset, ui)]),
      ...(packages.missing.length === 0
        ? []
        : ["", "Changed and not listed:", ...packages.missing.map((name) => `  ${bullet} ${name}`)]),
      ...(unrecordedCommits.length === 0 ? [] : [
        "",
        `${count(unrecordedCommits.length, "commit")} not recorded:`,
        ...unrecordedCommits.map(({ hash, message }) =>
          `  ${bullet} ${ui.style.highlight(hash.slice(0, 7))} ${message}`
        ),
      ]),
      "",
      `Pending: ${count(pending, "changeset")}, ${count(releases.length, "package")} to release`,
      ...releases.map((each) =>
        `  ${bullet} ${each.name}: ${each.currentVersion} ${arrow} ${each.nextVersion} (${each.bump})`
      ),
      ...warnings.map((each) => `${ui.style.warning(warning)} ${each}`),
      ...next,
    ].join("\n");
  },
  exit: ({ checked, complete }) => checked && !complete ? 11 : 0,
});
