import assert from "node:assert/strict";
import type { Git } from "../../../kernel/git.ts";
import { defaultConfig } from "../config/schema.ts";
import { findRepository } from "./find_repository.ts";

const git = { remoteUrl: (name: string) => Promise.resolve(`git@example.com:org/${name}.git`) } as unknown as Git;

async function webUrl(
  { manifest, configured = "", hasGit = true }: { manifest?: string; configured?: string; hasGit?: boolean },
): Promise<string | undefined> {
  const config = defaultConfig();
  config.changelog.repositoryUrl = configured;
  const readText = (path: string) => path === "package.json" ? manifest : undefined;
  return (await findRepository({ config, git: hasGit ? git : undefined, readText }))?.webUrl;
}

Deno.test("links lead to the configured repository, then the manifest's, then the remote", async () => {
  const manifest = '\uFEFF{ "repository": { "url": "github:org/named" } }';
  assert.equal(await webUrl({ manifest, configured: "https://gitlab.com/org/set" }), "https://gitlab.com/org/set");
  assert.equal(await webUrl({ manifest }), "https://github.com/org/named");
  assert.equal(await webUrl({ manifest: '{ "name": "a" }' }), "https://example.com/org/origin");
  assert.equal(await webUrl({ manifest: "no json" }), "https://example.com/org/origin");
  assert.equal(await webUrl({}), "https://example.com/org/origin");
  assert.equal(await webUrl({ hasGit: false }), undefined);
});
