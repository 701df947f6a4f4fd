import { command } from "../../cli/command.ts";
import { optionalArgument, value } from "../../cli/option.ts";
import { lintCommitMessage } from "../../domain/release/commits/lint.ts";
import { isInBump } from "../changeset/project_changesets.ts";
import { openProject } from "../open_project.ts";
import { CHECK_OUTPUT, checkText } from "./check_output.ts";
import { messageSource, readCheckedMessages } from "./checked_messages.ts";

export default command({
  description:
    "Checks messages against conventionalcommits.org and the `commits` section of the configuration (types, scopes, " +
    "maxSubjectLength). FILE is what git gives a commit-msg hook; '-' reads standard input. Without anything it is the " +
    "commits of the current branch that the base branch does not have.\n\n" +
    "Merges, reverts, fixups and initial commits are accepted as they are. The exit code is 10 where a message is not in " +
    "order.",
  arguments: {
    file: optionalArgument("FILE", "File with the message, or '-'", { complete: "files" }),
  },
  options: {
    message: value("TEXT", "The message itself", { conflicts: ["from", "to", "range"] }),
    from: value("REF", "Commits that this one does not have", { complete: "branches", conflicts: ["range"] }),
    to: value("REF", "Up to this one", {
      defaultText: "HEAD",
      complete: "branches",
      requires: ["from"],
      conflicts: ["range"],
    }),
    range: value("A..B", "Commits of B that A does not have", { example: "origin/main..HEAD" }),
  },
  examples: [
    ['workspace commits check "$1"', "In a commit-msg hook"],
    ['workspace commits check --message "feat(core): add x"', "A text"],
    ["git log -1 --format=%B | workspace commits check -", "From a pipe"],
    ["workspace commits check --from origin/main", "All commits of a pull request"],
    ["workspace commits check --range v1.0.0..HEAD --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"], run: ["git"] },
  output: CHECK_OUTPUT,
  async run(context) {
    const { args, options, ports, log } = context;
    const source = messageSource(args.file, options);
    if (isInBump(ports.env)) return { valid: true, checked: 0, problems: [], rejected: [] };
    const project = await openProject(context, { config: "optional" });
    const { messages, commentChar } = await readCheckedMessages(source, { project, context });
    log.info(`Checking ${messages.length} ${messages.length === 1 ? "message" : "messages"}...`);
    const checked = messages.map((each) => ({
      ...each,
      problems: lintCommitMessage(each.message, project.config.commits, { commentChar }),
    }));
    const rejected = checked.filter(({ problems }) => problems.length > 0);
    return {
      valid: rejected.length === 0,
      checked: checked.length,
      problems: rejected.flatMap(({ commit, problems }) =>
        problems.map(({ code, line, column, message, hint }) => ({ commit, rule: code, line, column, message, hint }))
      ),
      rejected: rejected.map(({ commit, message }) => ({ commit, message })),
    };
  },
  exit: ({ valid }) => valid ? 0 : 10,
  text: checkText,
});
