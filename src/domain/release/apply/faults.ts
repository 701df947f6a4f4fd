import { fault } from "../../../kernel/fault.ts";

export const JOURNAL_BROKEN = fault<{ path: string }>({
  code: "JOURNAL_BROKEN",
  exit: 5,
  when: "The journal of an interrupted release cannot be read.",
  message: ({ path }) => `The journal of an interrupted release is damaged: ${path}`,
  cause: () => "It is not the JSON that workspace writes; something else changed it, or a newer version wrote it.",
  hint: ({ path }) => `Compare the working tree with git (\`git status\`, \`git diff\`), then remove ${path}.`,
});

export const JOURNAL_FILE_CHANGED = fault<{ path: string }>({
  code: "JOURNAL_FILE_CHANGED",
  exit: 5,
  when: "A file of a release was changed by something else while the release was applied or before it was recovered.",
  message: ({ path }) => `'${path}' was changed by something else during the release`,
  cause: () => "Its content is neither what it was before the release nor what the release makes of it.",
  hint: ({ path }) =>
    `Put ${path} back as it was (\`git diff -- ${path}\` shows the difference); then \`workspace bump --abort\` or \`--resume\` ends an interrupted release.`,
});

export const JOURNAL_HEAD_MOVED = fault<{ expected: string; found: string }>({
  code: "JOURNAL_HEAD_MOVED",
  exit: 4,
  when: "HEAD was moved after a release was interrupted.",
  message: () => "HEAD has moved since the release was interrupted",
  cause: ({ expected, found }) => `The release started at ${expected.slice(0, 12)}, HEAD is now ${found.slice(0, 12)}.`,
  hint: ({ expected }) =>
    `Go back with \`git switch\` or \`git reset --soft ${
      expected.slice(0, 12)
    }\`, then run \`workspace bump --abort\` or \`workspace bump --resume\`.`,
});

export const BUMP_UNFINISHED = fault<{ startedAt: string }>({
  code: "BUMP_UNFINISHED",
  exit: 12,
  when: "A preview was asked for while an interrupted release waits.",
  message: ({ startedAt }) => `A release that was started at ${startedAt} is not finished`,
  cause: () => "The program was stopped in the middle of it; its journal is still there.",
  hint: () =>
    "`workspace bump --resume` finishes it, `workspace bump --abort` undoes it; `workspace bump --execute` finishes it first.",
});

export const BUMP_NOT_UNFINISHED = fault<{ option: string }>({
  code: "BUMP_NOT_UNFINISHED",
  exit: 12,
  when: "`bump --resume` or `--abort` found no interrupted release.",
  message: () => "There is no interrupted release",
  cause: () => "The last release was finished or undone; no journal is left.",
  hint: () => "`workspace bump` shows what would be released now.",
});

export const BUMP_ACCEPTED = fault<{ remote: string; branch: string }>({
  code: "BUMP_ACCEPTED",
  exit: 4,
  when: "`bump --abort` came after the remote had accepted the release commit.",
  message: ({ remote, branch }) => `The release cannot be undone: ${remote} has accepted it on '${branch}'`,
  cause: () => "Others may have fetched it by now.",
  hint: () => "`workspace bump --resume` pushes the tags that are missing.",
});

export const BUMP_RUNNING = fault<Record<never, never>>({
  code: "BUMP_RUNNING",
  exit: 1,
  when: "Another bump runs in the same working tree.",
  message: () => "Another bump is running in this working tree",
  cause: () => "It holds the lock of the release journal.",
  hint: () => "Wait until it has ended, then run this one again.",
});

export const BUMP_STALE = fault<{ what: string }>({
  code: "BUMP_STALE",
  exit: 12,
  when: "Something changed between the plan of a release and its beginning.",
  message: ({ what }) => `${what} changed while the release was prepared`,
  cause: () => "The plan was made from what was there before.",
  hint: () => "Nothing was changed. Run the bump again.",
});

export const BUMP_NOT_UNDONE = fault<{ problem: string; obstacle: string }>({
  code: "BUMP_NOT_UNDONE",
  exit: 5,
  when: "A release failed, and what it had done could not be undone.",
  message: () => "The release failed and could not be undone",
  cause: ({ problem, obstacle }) => `${problem} — then, on the way back: ${obstacle}`,
  hint: () => "Remove what stands in the way, then `workspace bump --abort` undoes it; its journal is kept.",
});

export const WORKTREE_DIRTY = fault<{ paths: string[] }>({
  code: "WORKTREE_DIRTY",
  exit: 4,
  when: "A tracked file that a bump writes has uncommitted changes.",
  message: ({ paths }) => `Uncommitted changes in ${listed(paths)}`,
  cause: () => "The release writes these files; your changes would become part of it.",
  hint: ({ paths }) => `Commit or stash them first: \`git stash push -- ${paths.join(" ")}\`.`,
});

export const STAGED_CHANGES = fault<{ paths: string[] }>({
  code: "STAGED_CHANGES",
  exit: 4,
  when: "Something else is staged while a bump is to make a commit.",
  message: ({ paths }) => `Staged changes that do not belong to the release: ${listed(paths)}`,
  cause: () => "The release makes a commit of its own files alone.",
  hint: () => "Commit them first, or unstage them with `git restore --staged .`.",
});

export const RELEASE_COMMIT_FAILED = fault<{ output: string }>({
  code: "RELEASE_COMMIT_FAILED",
  exit: 4,
  when: "Git refused the release commit: a hook, or a signature.",
  message: () => "Git refused the release commit",
  cause: ({ output }) => output === "" ? "Git gave no reason." : output,
  hint: () => "Everything is as it was before. Mend what git (or its hook) says, then run the bump again.",
});

export const GIT_IDENTITY_MISSING = fault<{ output: string }>({
  code: "GIT_IDENTITY_MISSING",
  exit: 4,
  when: "Git does not know who makes the release commit.",
  message: () => "Git does not know who you are: the release commit needs a name and an email",
  cause: ({ output }) => output,
  hint: () =>
    'Everything is as it was before. `git config user.name "…"` and `git config user.email "…"`, then run the bump again.',
});

export const TAG_EXISTS = fault<{ tags: string[]; where: string }>({
  code: "TAG_EXISTS",
  exit: 4,
  when: "A tag of the release exists already, here or on the remote.",
  message: ({ tags, where }) =>
    `${tags.length === 1 ? "Tag" : "Tags"} ${listed(tags)} ${tags.length === 1 ? "exists" : "exist"} already ${where}`,
  cause: () => "A version that was tagged once must not stand for other content.",
  hint: ({ tags, where }) =>
    where === "here"
      ? `If it was made by mistake, \`git tag -d ${
        tags[0]
      }\`; otherwise the version in package.json is behind: \`git pull --tags\`.`
      : "`git pull --tags` first: the version in package.json is probably behind the remote's.",
});

export const TAG_FAILED = fault<{ tag: string; output: string }>({
  code: "TAG_FAILED",
  exit: 4,
  when: "Git refused to make a tag of the release.",
  message: ({ tag }) => `Git refused to make the tag '${tag}'`,
  cause: ({ output }) => output === "" ? "Git gave no reason." : output,
  hint: () => "Everything is as it was before. Mend what git says, then run the bump again.",
});

export const PUSH_REFUSED = fault<{ remote: string; branch: string; output: string }>({
  code: "PUSH_REFUSED",
  exit: 6,
  when: "The remote did not take the release commit; commit and tags were undone.",
  message: ({ remote, branch }) => `${remote} did not take the release on '${branch}'`,
  cause: ({ output }) => output === "" ? "Git gave no reason." : output,
  hint: ({ remote, branch }) =>
    `Everything is as it was before. If the branch is behind, \`git pull ${remote} ${branch}\`, then run the bump again.`,
});

export const PUSH_INCOMPLETE = fault<{ remote: string; tags: string[]; output: string }>({
  code: "PUSH_INCOMPLETE",
  exit: 6,
  when: "The remote took the release commit but not all of its tags.",
  message: ({ remote, tags }) => `${remote} took the release commit, but not ${listed(tags)}`,
  cause: ({ output }) => output === "" ? "Git gave no reason." : output,
  hint: () => "The release stands. `workspace bump --resume` pushes the tags that are missing.",
});

export const PUSH_BRANCH_UNKNOWN = fault<Record<never, never>>({
  code: "PUSH_BRANCH_UNKNOWN",
  exit: 4,
  when: "A push is asked for on a detached HEAD, and no CI variable names the branch.",
  message: () => "There is no branch to push to: HEAD is detached",
  cause: () => "None of the variables that CI systems set (GITHUB_REF_NAME, CI_COMMIT_BRANCH, …) names a branch.",
  hint: () => "`git switch <branch>` first, or leave out --git-push.",
});

export const REMOTE_NOT_FOUND = fault<{ remote: string }>({
  code: "REMOTE_NOT_FOUND",
  exit: 4,
  when: "The remote that a release is pushed to is not configured.",
  message: ({ remote }) => `Git remote '${remote}' is not configured`,
  cause: () => "--git-push pushes to the remote that `git.remote` of the configuration names.",
  hint: ({ remote }) => `\`git remote add ${remote} <url>\`, or \`workspace config set git.remote <name>\`.`,
});

export const HEAD_UNBORN = fault<{ branch: string }>({
  code: "HEAD_UNBORN",
  exit: 4,
  when: "Something needs a commit, and the branch has none yet.",
  message: ({ branch }) => `Branch '${branch}' has no commit yet`,
  cause: () => "A release commit and its tags need a history to stand on.",
  hint: () => "Make the first commit: `git add . && git commit`.",
});

export const FILE_NOT_UTF8 = fault<{ path: string }>({
  code: "FILE_NOT_UTF8",
  exit: 5,
  when: "A file that a bump rewrites is not UTF-8.",
  message: ({ path }) => `'${path}' is not UTF-8 text`,
  cause: () => "Rewriting it would damage the characters that cannot be read.",
  hint: ({ path }) => `Convert it first, for example with \`iconv -f latin1 -t utf-8 ${path}\`.`,
});

function listed(names: string[]): string {
  const shown = names.slice(0, 5).map((name) => `'${name}'`).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
