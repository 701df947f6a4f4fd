import { encodeSegment, type Forge, FORGE_PATHS } from "./forge.ts";

/** A repository on the web, with builders for the links into it. */
export interface Repository {
  forge: Forge;
  /** Without credentials, `.git` and a final slash: `https://github.com/org/repo`. */
  webUrl: string;
  /** `org`, `group/subgroup`, `~user`; for Azure `org/project`. */
  owner: string;
  name: string;
  /** What stands before the number of a pull request: `#`, or `!` on GitLab and Azure. */
  pullRequestSign: "#" | "!";
  commitUrl(hash: string): string;
  /** From one tag or full hash to another; undefined where the forge has no such page. */
  compareUrl(from: string, to: string): string | undefined;
  pullRequestUrl(number: string): string | undefined;
}

/** `repository` of a package.json: a URL, a shorthand such as `github:org/repo`, or an object with a URL. */
export type RepositoryField = string | { url?: unknown };

interface Address {
  protocol: "https" | "http";
  host: string;
  /** Decoded segments without `.git`. */
  segments: string[];
}

interface Place {
  forge: Forge;
  base: string;
  path: string[];
  owner: string;
  name: string;
}

const SHORTHAND_HOSTS: Record<string, string> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
  sourcehut: "git.sr.ht",
};

/** Hosts that serve ssh under another name than the web. */
const WEB_HOSTS: Record<string, string> = {
  "ssh.github.com": "github.com",
  "altssh.gitlab.com": "gitlab.com",
  "altssh.bitbucket.org": "bitbucket.org",
  "ssh.dev.azure.com": "dev.azure.com",
  "vs-ssh.visualstudio.com": "visualstudio.com",
};

const PUBLIC_HOSTS = new Set(["github.com", "gitlab.com", "bitbucket.org", "git.sr.ht", "codeberg.org"]);

/**
 * Where the web pages of a repository are, from a git remote's URL or the `repository` field of a package.json
 * (docs.npmjs.com, "package.json: repository"). Understands https, http, git, ssh, git+… URLs, scp-like addresses
 * (`git@host:path`) and npm's shorthands. Credentials, ssh ports, `.git`, `#committish` and `/tree/…` are dropped;
 * a port of http or https is part of the web address and stays. The forge follows from the host's name;
 * an unknown host is taken for GitHub-like, or for GitLab when the path has subgroups.
 * Undefined for local paths and for what names no repository.
 */
export function parseRepositoryUrl(value: RepositoryField | undefined): Repository | undefined {
  const url = typeof value === "object" ? value?.url : value;
  if (typeof url !== "string") return undefined;
  const address = findAddress(url.trim());
  const place = address && findPlace(address);
  if (!place || place.name === "") return undefined;
  const webUrl = `${place.base}/${place.path.map(encodeSegment).join("/")}`;
  const paths = FORGE_PATHS[place.forge];
  return {
    forge: place.forge,
    webUrl,
    owner: place.owner,
    name: place.name,
    pullRequestSign: paths.pullRequestSign,
    commitUrl: (hash) => `${webUrl}/${paths.commit(encodeSegment(hash))}`,
    compareUrl: (from, to) => paths.compare && `${webUrl}/${paths.compare(from, to)}`,
    pullRequestUrl: (number) => paths.pullRequest && `${webUrl}/${paths.pullRequest(encodeSegment(number))}`,
  };
}

function findAddress(url: string): Address | undefined {
  const bare = url.replace(/#.*$/, "");
  const shorthand = /^(?:(github|gitlab|bitbucket|sourcehut):)?((?:[^\s/:@.~][^\s/:@]*|~[^\s/:@]+)(?:\/[^\s/:]+)+)$/
    .exec(bare);
  if (shorthand) {
    const [, service, path] = shorthand;
    if (service === undefined && path!.split("/").length !== 2) return undefined;
    return address("https", SHORTHAND_HOSTS[service ?? "github"]!, path!);
  }
  const full = /^(?:git\+)?([a-z]+):\/\/(?:[^/]*@)?(\[[^\]]+\]|[^/:@]+)(?::(\d*))?[/:](.*)$/i.exec(bare);
  if (full) {
    const [, scheme, host, port, path] = full;
    const protocol = scheme!.toLowerCase();
    if (protocol !== "https" && protocol !== "http") {
      return protocol === "ssh" || protocol === "git" ? address("https", host!, path!) : undefined;
    }
    const standard = !port || port === (protocol === "https" ? "443" : "80");
    return address(protocol, standard ? host! : `${host}:${port}`, path!);
  }
  // A one-letter host is a Windows drive.
  const scp = /^(?:[^\s/:@]+(?::[^\s/@]*)?@)?(\[[^\]]+\]|[^\s/:@]{2,}):(?!\/\/)\/?(.*)$/.exec(bare);
  if (!scp || !bare.includes("@") && !scp[1]!.includes(".")) return undefined;
  return address("https", scp[1]!, scp[2]!);
}

function address(protocol: "https" | "http", host: string, path: string): Address | undefined {
  const name = host.toLowerCase().replace(/^www\./, "");
  if (!/^(?:\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::\d+)?$/u.test(name)) return undefined;
  try {
    const segments = path.replace(/[?].*$/, "").split("/").filter((each) => each !== "").map(decodeURIComponent);
    if (segments.some((each) => /[/\p{Cc}]/u.test(each) || each === "." || each === "..")) return undefined;
    const web = WEB_HOSTS[name] ?? name;
    return { protocol: PUBLIC_HOSTS.has(web) ? "https" : protocol, host: web, segments };
  } catch {
    return undefined; // malformed percent-encoding
  }
}

function findPlace({ protocol, host, segments }: Address): Place | undefined {
  const base = `${protocol}://${host}`;
  const bare = host.replace(/:\d+$/, "");
  if (bare === "gist.github.com") return undefined;
  if (bare === "dev.azure.com" || /(?:^|\.)visualstudio\.com$/.test(bare)) return azurePlace(bare, segments);
  const forge = forgeOf(bare, segments);
  if (forge === "bitbucket-server") return bitbucketServerPlace(base, segments);
  const path = forge === "gitlab" ? untilPage(segments, "-") : segments.slice(0, 2);
  if (path.length < 2) return undefined;
  const owner = path.slice(0, -1);
  const name = withoutGit(path.at(-1)!);
  return { forge, base, path: [...owner, name], owner: owner.join("/"), name };
}

function forgeOf(host: string, segments: string[]): Forge {
  if (host === "bitbucket.org") return "bitbucket";
  if (/(?:^|\.)sr\.ht$/.test(host)) return "sourcehut";
  const named = /(?:^|[.-])(github|gitlab|gitea|forgejo|codeberg|bitbucket|stash)(?=[.-]|$)/.exec(host)?.[1];
  if (named === "github" || named === "gitlab") return named;
  if (named === "bitbucket" || named === "stash") return "bitbucket-server";
  if (named) return "gitea";
  if (segments[0] === "scm" && segments.length === 3) return "bitbucket-server";
  // Only GitLab nests groups; `/-/` is its mark too. `tree`, `blob` and `src` lead into a repository elsewhere.
  const nested = segments.length > 2 && !["tree", "blob", "src", "commit"].includes(segments[2]!);
  return nested ? "gitlab" : "github";
}

function untilPage(segments: string[], mark: string): string[] {
  const end = segments.indexOf(mark);
  return end === -1 ? segments : segments.slice(0, end);
}

function withoutGit(name: string): string {
  return name.endsWith(".git") ? name.slice(0, -4) : name;
}

/** `host/scm/KEY/repo`, `ssh://git@host:7999/KEY/repo` and `host/projects/KEY/repos/repo`; `~user` is a person. */
function bitbucketServerPlace(base: string, segments: string[]): Place | undefined {
  const rest = segments[0] === "scm" ? segments.slice(1) : segments;
  const [key, repository] = ["projects", "users"].includes(rest[0]!) && rest[2] === "repos"
    ? [rest[0] === "users" ? `~${rest[1]}` : rest[1], rest[3]]
    : rest;
  if (key === undefined || repository === undefined) return undefined;
  const name = withoutGit(repository);
  const owner = key.startsWith("~") ? ["users", key.slice(1)] : ["projects", key];
  return { forge: "bitbucket-server", base, path: [...owner, "repos", name], owner: key, name };
}

/** `dev.azure.com/org/project/_git/repo`, `v3/org/project/repo` over ssh, and the older `org.visualstudio.com`. */
function azurePlace(host: string, segments: string[]): Place | undefined {
  const old = /^(.+)\.visualstudio\.com$/.exec(host)?.[1];
  let path = (old === undefined ? segments : [old, ...segments]).filter((each) => each !== "DefaultCollection");
  if (path[0] === "v3") path = [...path.slice(1, 3), "_git", ...path.slice(3)];
  const mark = path.indexOf("_git");
  const name = mark === -1 ? undefined : path[mark + 1];
  if (mark < 1 || mark > 2 || name === undefined) return undefined;
  // A project's main repository may leave out the project, which has the same name.
  const [organization, project = withoutGit(name)] = path.slice(0, mark);
  return {
    forge: "azure",
    base: "https://dev.azure.com",
    path: [organization!, project, "_git", withoutGit(name)],
    owner: `${organization}/${project}`,
    name: withoutGit(name),
  };
}
