import assert from "node:assert/strict";
import { findCloneName, withoutCredentials } from "./clone_name.ts";

Deno.test("a clone's folder is named as git names it", () => {
  const names: Record<string, string | undefined> = {
    "https://github.com/org/app.git": "app",
    "https://github.com/org/app/": "app",
    "https://user:secret@example.com/app.js.git/": "app.js",
    "git@github.com:org/app.git": "app",
    "github.com:app": "app",
    "ssh://git@example.com:2222/org/app": "app",
    "/srv/git/app.git": "app",
    "/srv/work/app/.git": "app",
    "../app": "app",
    "C:\\repos\\app": "app",
    "file:///srv/app.bundle": "app",
    "https://example.com": undefined,
    "https://example.com/": undefined,
    "/": undefined,
    "..": undefined,
    "": undefined,
  };
  for (const [url, name] of Object.entries(names)) assert.equal(findCloneName(url), name, url);
});

Deno.test("an address is shown without credentials", () => {
  assert.equal(withoutCredentials("https://user:p@ss@example.com/a@b"), "https://example.com/a@b");
  assert.equal(withoutCredentials("https://token@example.com/a"), "https://example.com/a");
  assert.equal(withoutCredentials("git@example.com:a"), "git@example.com:a");
});
