import assert from "node:assert/strict";
import registryUrl from "registry-url";
import { npmDefaultRegistry } from "./default_registry.ts";

Deno.test("npm's default registry is a URL with a slash at its end", async () => {
  assert.match(await npmDefaultRegistry(), /^https:\/\/[^/]+\/$/);
  assert.equal(typeof registryUrl, "function");
});
