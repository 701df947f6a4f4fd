import assert from "node:assert/strict";
import fc from "fast-check";
import HostedGitInfo from "hosted-git-info";
import { parseRepositoryUrl } from "./repository.ts";

const web = (value: string) => parseRepositoryUrl(value)?.webUrl;

Deno.test("every form of a remote gives the same web address", () => {
  for (
    const url of [
      "https://github.com/org/repo.git",
      "https://github.com/org/repo/",
      "http://github.com/org/repo",
      "https://user:secret@github.com/org/repo.git",
      "https://x-access-token:p@ss@github.com/org/repo",
      "git@github.com:org/repo.git",
      "github.com:org/repo",
      "ssh://git@github.com/org/repo.git",
      "ssh://git@ssh.github.com:443/org/repo.git",
      "git+ssh://git@github.com/org/repo.git#main",
      "git+https://github.com/org/repo.git",
      "git://github.com/org/repo.git",
      "https://www.GitHub.com/org/repo/tree/main/packages/a",
      "github:org/repo",
      "org/repo",
      "org/repo#v1.0.0",
    ]
  ) assert.equal(web(url), "https://github.com/org/repo", url);
  assert.equal(parseRepositoryUrl({ url: "git+https://github.com/org/repo.git" })?.name, "repo");
});

Deno.test("what names no repository on the web gives undefined", () => {
  for (
    const url of [
      "",
      "repo",
      "/srv/git/repo.git",
      "./repo",
      "../org/repo",
      "file:///srv/repo.git",
      "C:\\repos\\repo",
      "C:/repos/repo",
      "https://github.com/org",
      "https://github.com/",
      "https://github.com/org/%zz",
      "https://github.com/org/..",
      "https://bad host/org/repo",
      "gist:11081aaa281",
      "https://gist.github.com/user/11081aaa281",
      "a/b/c",
      "ftp://host/org/repo",
      "https://dev.azure.com/org/project",
      "https://bitbucket.example.com/scm/KEY",
    ]
  ) assert.equal(web(url), undefined, url);
  assert.equal(parseRepositoryUrl(undefined), undefined);
  assert.equal(parseRepositoryUrl({}), undefined);
});

const links = (url: string) => {
  const repository = parseRepositoryUrl(url)!;
  return [
    repository.forge,
    repository.commitUrl("abc1234"),
    repository.compareUrl("@org/a@1.0.0", "v2"),
    repository.pullRequestUrl("12"),
    repository.pullRequestSign,
  ];
};

Deno.test("links follow the forge", () => {
  assert.deepEqual(links("git@github.com:org/repo.git"), [
    "github",
    "https://github.com/org/repo/commit/abc1234",
    "https://github.com/org/repo/compare/@org/a@1.0.0...v2",
    "https://github.com/org/repo/pull/12",
    "#",
  ]);
  assert.deepEqual(links("git@gitlab.com:group/sub/deep/repo.git"), [
    "gitlab",
    "https://gitlab.com/group/sub/deep/repo/-/commit/abc1234",
    "https://gitlab.com/group/sub/deep/repo/-/compare/@org/a@1.0.0...v2",
    "https://gitlab.com/group/sub/deep/repo/-/merge_requests/12",
    "!",
  ]);
  assert.deepEqual(links("https://user@bitbucket.org/org/repo.git"), [
    "bitbucket",
    "https://bitbucket.org/org/repo/commits/abc1234",
    "https://bitbucket.org/org/repo/branches/compare/v2%0D@org%2Fa@1.0.0",
    "https://bitbucket.org/org/repo/pull-requests/12",
    "#",
  ]);
  assert.deepEqual(links("ssh://git@bitbucket.example.com:7999/key/repo.git"), [
    "bitbucket-server",
    "https://bitbucket.example.com/projects/key/repos/repo/commits/abc1234",
    "https://bitbucket.example.com/projects/key/repos/repo/compare/commits?sourceBranch=refs%2Ftags%2Fv2&targetBranch=refs%2Ftags%2F@org%2Fa@1.0.0",
    "https://bitbucket.example.com/projects/key/repos/repo/pull-requests/12",
    "#",
  ]);
  assert.deepEqual(links("git@ssh.dev.azure.com:v3/org/my%20project/repo"), [
    "azure",
    "https://dev.azure.com/org/my%20project/_git/repo/commit/abc1234",
    "https://dev.azure.com/org/my%20project/_git/repo/branchCompare?baseVersion=GT@org%2Fa@1.0.0&targetVersion=GTv2",
    "https://dev.azure.com/org/my%20project/_git/repo/pullrequest/12",
    "!",
  ]);
  assert.deepEqual(links("https://codeberg.org/org/repo"), [
    "gitea",
    "https://codeberg.org/org/repo/commit/abc1234",
    "https://codeberg.org/org/repo/compare/@org/a@1.0.0...v2",
    "https://codeberg.org/org/repo/pulls/12",
    "#",
  ]);
  assert.deepEqual(links("https://git.sr.ht/~user/repo"), [
    "sourcehut",
    "https://git.sr.ht/~user/repo/commit/abc1234",
    undefined,
    undefined,
    "#",
  ]);
});

Deno.test("self-hosted forges are known by their names, and others by their paths", () => {
  const forge = (url: string) => parseRepositoryUrl(url)?.forge;
  assert.equal(forge("git@gitlab.example.com:group/repo.git"), "gitlab");
  assert.equal(forge("git@my-gitlab.example.com:group/repo.git"), "gitlab");
  assert.equal(forge("https://github.example.com/org/repo"), "github");
  assert.equal(forge("https://gitea.example.com/org/repo"), "gitea");
  assert.equal(forge("https://forgejo.example.com/org/repo"), "gitea");
  assert.equal(forge("https://git.example.com/org/repo"), "github");
  assert.equal(forge("https://git.example.com/group/sub/repo.git"), "gitlab");
  assert.equal(forge("https://git.example.com/scm/KEY/repo.git"), "bitbucket-server");
  assert.equal(forge("https://git.example.com/org/repo/tree/main/packages/a"), "github");
  assert.equal(
    web("https://stash.example.com/users/name/repos/repo/browse"),
    "https://stash.example.com/users/name/repos/repo",
  );
  assert.equal(web("https://stash.example.com/scm/~name/repo.git"), "https://stash.example.com/users/name/repos/repo");
});

Deno.test("web ports and plain http of other hosts stay, ssh ports go", () => {
  assert.equal(web("https://user@git.example.com:8443/org/repo.git"), "https://git.example.com:8443/org/repo");
  assert.equal(web("http://localhost:3000/org/repo.git"), "http://localhost:3000/org/repo");
  assert.equal(web("https://git.example.com:443/org/repo"), "https://git.example.com/org/repo");
  assert.equal(web("ssh://git@git.example.com:2222/org/repo.git"), "https://git.example.com/org/repo");
  assert.equal(web("git@git.example.com:/org/repo.git"), "https://git.example.com/org/repo");
});

Deno.test("Azure's older addresses lead to the new ones, hashes and tags are told apart", () => {
  const expected = "https://dev.azure.com/org/project/_git/repo";
  assert.equal(web("https://org@dev.azure.com/org/project/_git/repo"), expected);
  assert.equal(web("https://org.visualstudio.com/DefaultCollection/project/_git/repo"), expected);
  assert.equal(web("org@vs-ssh.visualstudio.com:v3/org/project/repo"), expected);
  assert.equal(web("https://org.visualstudio.com/_git/repo"), "https://dev.azure.com/org/repo/_git/repo");
  const hash = "a".repeat(40);
  assert.match(parseRepositoryUrl(expected)!.compareUrl(hash, hash)!, /baseVersion=GCa+&targetVersion=GCa+$/);
  const server = parseRepositoryUrl("https://bitbucket.example.com/scm/KEY/repo.git")!;
  assert.match(server.compareUrl(hash, "v1")!, /sourceBranch=refs%2Ftags%2Fv1&targetBranch=a+$/);
});

Deno.test("links are safe inside markdown", () => {
  const repository = parseRepositoryUrl("https://git.example.com/o)rg/re(po")!;
  assert.equal(repository.webUrl, "https://git.example.com/o%29rg/re%28po");
  assert.equal(repository.pullRequestUrl("1)](x"), "https://git.example.com/o%29rg/re%28po/pull/1%29%5D%28x");
});

const hosts = fc.constantFrom("github.com", "gitlab.com", "bitbucket.org", "git.sr.ht");
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}(\.js)?$/);
const form = fc.constantFrom(
  (host: string, path: string) => `https://${host}/${path}.git`,
  (host: string, path: string) => `https://${host}/${path}`,
  (host: string, path: string) => `https://user:secret@${host}/${path}.git`,
  (host: string, path: string) => `git+https://${host}/${path}.git`,
  (host: string, path: string) => `git+ssh://git@${host}/${path}.git`,
  (host: string, path: string) => `git+ssh://git@${host}:${path}.git`,
  (host: string, path: string) => `git@${host}:${path}.git`,
  (host: string, path: string) => `git@${host}:${path}`,
  (host: string, path: string) => `ssh://git@${host}/${path}.git`,
  (host: string, path: string) => `git+https://${host}/${path}.git#semver:^1.0.0`,
);
const shorthand = fc.constantFrom("github:", "gitlab:", "bitbucket:", "sourcehut:", "");

Deno.test("agrees with hosted-git-info", () => {
  const check = (url: string) => {
    const theirs = HostedGitInfo.fromUrl(url, { noCommittish: true });
    if (!theirs) return; // it refuses some protocols for some hosts
    const ours = parseRepositoryUrl(url);
    assert.deepEqual(
      [ours?.webUrl, ours?.owner, ours?.name, ours?.forge],
      [theirs.browse(), theirs.user, theirs.project, theirs.type],
      url,
    );
  };
  fc.assert(
    fc.property(hosts, name, fc.array(name, { maxLength: 2 }), name, form, (host, owner, groups, project, print) => {
      const nested = host === "gitlab.com" ? groups : [];
      check(print(host, [host === "git.sr.ht" ? `~${owner}` : owner, ...nested, project].join("/")));
    }),
    { seed: 42, numRuns: 1000 },
  );
  fc.assert(
    fc.property(shorthand, name, name, (service, owner, project) => check(`${service}${owner}/${project}`)),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("no text makes it fail, and no web address carries credentials", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."git@:/.#~ha-%?[]\\ ") }), (text) => {
      for (const url of [text, `https://u:secret@${text}`, `ssh://${text}`]) {
        assert.doesNotMatch(web(url)?.split("/")[2] ?? "", /@|secret/);
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
});
