import { isFault } from "../../../kernel/fault.ts";
import type { Git, GitLocation } from "../../../kernel/git.ts";
import type { Environment, Files, Processes, ProcessResult } from "../../../kernel/ports.ts";
import { journalStore } from "../apply/journal.ts";
import { findCiBranch } from "../repository/ci_branch.ts";
import { type CheckDeclaration, failed, type Finding, ok, skipped, warning } from "./model.ts";

/** What is looked at. */
export interface GitSurroundings {
  git: Git;
  processes: Processes;
  files: Files;
  env: Environment;
  /** Absolute: the project's folder. */
  directory: string;
}

/** The oldest git that all commands work with. */
const OLDEST_GIT = [2, 20] as const;

/** Git and the repository's state: what keeps releases from being made, or makes them wrong. */
export function gitChecks(at: GitSurroundings): CheckDeclaration[] {
  const { git, files, env, directory } = at;
  const inRepository = (look: (location: GitLocation) => Finding | Promise<Finding>) => () => {
    const location = git.findLocation();
    return location ? look(location) : skipped("There is no repository.");
  };
  return [
    { id: "installed", title: "Installed", run: () => checkVersion(at) },
    {
      id: "repository",
      title: "Repository",
      run() {
        const location = git.findLocation();
        if (location) return ok(location.top);
        return warning(`${directory} is in no git repository: nothing is committed or tagged.`, "Run `git init`.");
      },
    },
    { id: "ownership", title: "Ownership", run: inRepository(({ top }) => checkOwnership(at, top)) },
    { id: "identity", title: "Identity", run: () => checkIdentity(at) },
    {
      id: "history",
      title: "History",
      run: inRepository(() =>
        git.isShallow()
          ? warning(
            "This is a shallow clone: commits and tags before its start are not known.",
            "Run `git fetch --unshallow --tags`; with actions/checkout, set `fetch-depth: 0`.",
          )
          : ok("complete")
      ),
    },
    {
      id: "head",
      title: "Branch",
      run: inRepository(async () => {
        const head = await git.readHead();
        if (head.state === "branch") return ok(head.branch);
        if (head.state === "unborn") {
          return warning(`${head.branch} has no commit yet.`, 'Run `git commit --allow-empty -m "Initial commit"`.');
        }
        const branch = findCiBranch(env);
        return branch === undefined
          ? warning("HEAD is detached: the branch's changeset is not known.", "Run `git switch <branch>`.")
          : ok(`${branch} (named by the CI system; HEAD is detached)`);
      }),
    },
    {
      id: "bump",
      title: "Interrupted bump",
      run: inRepository(({ gitDir }) => {
        const journal = journalStore(files, `${gitDir}/workspace`).find();
        return journal === undefined ? ok("none") : failed(
          `A bump that began at ${journal.startedAt} has not ended.`,
          "Run `workspace bump --resume` to finish it, or `workspace bump --abort` to undo it.",
        );
      }),
    },
    {
      id: "locks",
      title: "Locks",
      run: inRepository(({ gitDir, commonDir }) => {
        const names = ["index.lock", "HEAD.lock", "config.lock", "shallow.lock", "packed-refs.lock"];
        const paths = [...new Set([gitDir, commonDir])].flatMap((folder) => names.map((name) => `${folder}/${name}`));
        const found = paths.filter((path) => files.kindOf(path) !== undefined);
        return found.length === 0 ? ok("none") : warning(
          `Git holds ${found.join(", ")}, or was stopped while it did.`,
          `If no git runs: \`rm '${found.join("' '")}'\`.`,
        );
      }),
    },
  ];
}

async function checkVersion({ processes }: GitSurroundings): Promise<Finding> {
  let result: ProcessResult;
  try {
    result = await processes.run("git", ["--version"]);
  } catch (error) {
    if (!isFault(error, "PROGRAM_NOT_FOUND")) throw error;
    return failed(
      "No folder of PATH has a program named 'git'.",
      "Install git, for instance with `apt-get install git` or `brew install git`.",
    );
  }
  const version = /\d+(\.\d+)+/.exec(result.stdout)?.[0];
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  if (version !== undefined && (major > oldestMajor || major === oldestMajor && minor >= oldestMinor)) {
    return ok(version);
  }
  return failed(`${version ?? "An unknown version"} is too old.`, `Install git ${OLDEST_GIT.join(".")} or newer.`);
}

/** Git refuses repositories of other users, such as those mounted into a container. */
async function checkOwnership({ processes }: GitSurroundings, top: string): Promise<Finding> {
  const { code, stderr } = await processes.run("git", ["-C", top, "rev-parse", "--git-dir"], { env: { LC_ALL: "C" } });
  if (code === 0) return ok("git takes the repository as safe");
  return /dubious ownership|unsafe repository/.test(stderr)
    ? failed("The repository belongs to another user.", `Run \`git config --global --add safe.directory '${top}'\`.`)
    : failed(stderr.trim().split("\n")[0] ?? "Git refuses the repository.", "Run `git status` to see what git says.");
}

/** What git would guess from the machine's name counts as none: commits of a release should say who made them. */
async function checkIdentity({ processes, directory, git }: GitSurroundings): Promise<Finding> {
  const cwd = git.findLocation()?.top ?? directory;
  const args = ["-C", cwd, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"];
  const { code, stdout } = await processes.run("git", args, { env: { LC_ALL: "C" } });
  const identity = /^(.*>) \d+ [+-]\d{4}$/.exec(stdout.trim())?.[1];
  if (code === 0 && identity !== undefined) return ok(identity);
  return warning(
    "Git does not know who commits: releases cannot be committed or tagged.",
    'Run `git config --global user.name "<name>"` and `git config --global user.email <address>`.',
  );
}
