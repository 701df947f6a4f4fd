import assert from "node:assert/strict";
import registryUrl from "registry-url";
import type { Files } from "../../../kernel/ports.ts";
import { npmDefaultRegistry, readProjectRegistry } from "./default_registry.ts";

const withNpmrc = (text: string | undefined) =>
  readProjectRegistry({ readText: (path: string) => path === "/p/.npmrc" ? text : undefined } as Files, "/p");

Deno.test("without an .npmrc the registry is npm's own default", async () => {
  const url = await npmDefaultRegistry();
  assert.match(url, /^https:\/\/[^/]+\/$/);
  assert.equal(typeof registryUrl, "function");
  assert.deepEqual(await withNpmrc(undefined), { url, origin: "default" });
  assert.deepEqual(await withNpmrc("# registry=https://a.example\n@org:registry=https://b.example\n"), {
    url,
    origin: "default",
  });
  assert.equal((await withNpmrc("registry=${REGISTRY}\n")).origin, "default");
});

Deno.test("the project's .npmrc names one", async () => {
  assert.deepEqual(await withNpmrc("save-exact=true\r\nregistry = https://npm.example.org/\r\n"), {
    url: "https://npm.example.org/",
    origin: ".npmrc:2",
  });
});
