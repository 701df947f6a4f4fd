/** The kinds of forges: each has its own paths for commits, comparisons and pull requests. */
export type Forge = "github" | "gitlab" | "bitbucket" | "bitbucket-server" | "azure" | "gitea" | "sourcehut";

/** Paths below a repository's web address. Undefined where a forge has no such page. */
export interface ForgePaths {
  commit: (hash: string) => string;
  /** Two tags, branches or full hashes. */
  compare: ((from: string, to: string) => string) | undefined;
  pullRequest: ((number: string) => string) | undefined;
  /** What stands before the number of a pull request in texts. */
  pullRequestSign: "#" | "!";
}

const dots = (from: string, to: string) => `compare/${encodeRef(from)}...${encodeRef(to)}`;

export const FORGE_PATHS: Record<Forge, ForgePaths> = {
  github: {
    commit: (hash) => `commit/${hash}`,
    compare: dots,
    pullRequest: (number) => `pull/${number}`,
    pullRequestSign: "#",
  },
  gitlab: {
    commit: (hash) => `-/commit/${hash}`,
    compare: (from, to) => `-/${dots(from, to)}`,
    pullRequest: (number) => `-/merge_requests/${number}`,
    pullRequestSign: "!",
  },
  bitbucket: {
    commit: (hash) => `commits/${hash}`,
    // Bitbucket separates the newer and the older revision by a carriage return.
    compare: (from, to) => `branches/compare/${encodeSegment(to)}%0D${encodeSegment(from)}`,
    pullRequest: (number) => `pull-requests/${number}`,
    pullRequestSign: "#",
  },
  "bitbucket-server": {
    commit: (hash) => `commits/${hash}`,
    compare: (from, to) => `compare/commits?sourceBranch=${serverRef(to)}&targetBranch=${serverRef(from)}`,
    pullRequest: (number) => `pull-requests/${number}`,
    pullRequestSign: "#",
  },
  azure: {
    commit: (hash) => `commit/${hash}`,
    compare: (from, to) => `branchCompare?baseVersion=${azureVersion(from)}&targetVersion=${azureVersion(to)}`,
    pullRequest: (number) => `pullrequest/${number}`,
    pullRequestSign: "!",
  },
  gitea: {
    commit: (hash) => `commit/${hash}`,
    compare: dots,
    pullRequest: (number) => `pulls/${number}`,
    pullRequestSign: "#",
  },
  sourcehut: {
    commit: (hash) => `commit/${hash}`,
    compare: undefined,
    pullRequest: undefined,
    pullRequestSign: "#",
  },
};

/** One path segment, safe in a URL and in markdown. `@` and `~` stay readable. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/%40/g, "@").replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function encodeRef(ref: string): string {
  return ref.split("/").map(encodeSegment).join("/");
}

const isHash = (ref: string) => /^[0-9a-f]{40,64}$/.test(ref);

/** Bitbucket Server takes full names of refs, and hashes as they are. */
function serverRef(ref: string): string {
  return encodeSegment(isHash(ref) ? ref : `refs/tags/${ref}`);
}

/** Azure marks what a version is: GC for a commit, GT for a tag. */
function azureVersion(ref: string): string {
  return (isHash(ref) ? "GC" : "GT") + encodeSegment(ref);
}
