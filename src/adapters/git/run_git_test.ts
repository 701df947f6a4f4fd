import assert from "node:assert/strict";
import { gitFault, withoutCredentials } from "./run_git.ts";

const failure = (stderr: string, stdout = "") => ({ code: 128, stdout, stderr });

Deno.test("git's refusals that have a remedy are faults of their own", () => {
  const dubious = gitFault(["status"], failure("fatal: detected dubious ownership in repository at '/w/x'\n"), "/w");
  assert.equal(dubious.code, "GIT_OWNERSHIP_DUBIOUS");
  assert.match(dubious.hint, /safe\.directory '\/w\/x'/);
  const older = gitFault(["status"], failure("fatal: unsafe repository ('/w' is owned by someone else)"), "/w");
  assert.match(older.hint, /safe\.directory '\/w'/);
  assert.equal(gitFault([], failure("fatal: not a git repository: .git"), "/w").code, "GIT_REPOSITORY_NOT_FOUND");
});

Deno.test("a failure shows the command as one can type it, and whatever git said", () => {
  const fault = gitFault(
    ["--no-pager", "-c", "color.ui=false", "tag", "a b", "it's"],
    failure("", "said here\n"),
    "/w",
  );
  assert.equal(fault.message, "`git tag 'a b' 'it'\\''s'` failed with exit code 128");
  assert.equal(fault.reason, "said here");
  assert.equal(gitFault(["x"], failure(""), "/w").reason, "Git gave no reason.");
});

Deno.test("credentials are taken out of URLs, and nothing else of a text", () => {
  const cases = [
    ["https://user:pa:ss@host/x.git", "https://host/x.git"],
    ["push to 'ssh://git@host:22/x' failed", "push to 'ssh://host:22/x' failed"],
    ["https://x-access-token:abc%40d@host/a https://b@c/d", "https://host/a https://c/d"],
    ["git@host:org/x.git and @org/pkg@1.0.0", "git@host:org/x.git and @org/pkg@1.0.0"],
    ["https://host/@scope/pkg", "https://host/@scope/pkg"],
  ];
  for (const [text, shown] of cases) assert.equal(withoutCredentials(text!), shown);
});
