import assert from "node:assert/strict";
import { clientOf, temporaryFolder } from "../../src/adapters/npm/fixture.ts";
import { isFault } from "../../src/kernel/fault.ts";
import { readRegistrySettings } from "../../src/domain/release/registry/read_settings.ts";
import type { Files } from "../../src/kernel/ports.ts";
import { startVerdaccio } from "../registry/verdaccio.ts";

/** What an .npmrc makes of the registry, read as the program reads it. */
function settingsOf(npmrc: string, env: Record<string, string> = {}) {
  const files = { readText: (path: string) => path === "/p/.npmrc" ? npmrc : undefined } as Files;
  return readRegistrySettings(files, { root: "/p", manager: "npm", env: { get: (name) => env[name] } });
}

Deno.test("a real registry: scopes, tokens, passwords, dist-tags, deprecations, times, ETags", async (t) => {
  await using verdaccio = await startVerdaccio();
  const { url, token, username, password } = verdaccio;
  const place = url.replace("http:", "");
  await verdaccio.publish("left-pad", {
    "1.0.0": { license: "WTFPL" },
    "1.1.0": { license: "MIT", engines: { node: ">=18" }, peerDependencies: { react: "^19" } },
    "2.0.0-rc.1": { license: "MIT" },
  });
  await verdaccio.tag("left-pad", "latest", "1.1.0");
  await verdaccio.tag("left-pad", "next", "2.0.0-rc.1");
  await verdaccio.deprecate("left-pad", "1.0.0", "Use String.prototype.padStart");
  await verdaccio.publish("@private/ui", { "1.0.0": {} });

  const names = ["left-pad", "@private/ui", "never-published"];
  const codes = async (npmrc: string, env?: Record<string, string>) => {
    using registry = clientOf({ url }, { with: await settingsOf(npmrc, env) });
    return [...(await registry.readPackuments(names)).values()].map((each) => isFault(each) ? each.code : "read");
  };

  await t.step("what is public is read without credentials", async () => {
    using registry = clientOf({ url }, { with: await settingsOf(`registry=${url}`) });
    const found = (await registry.readPackuments(["left-pad"], { needs: { time: true, license: true } })).get(
      "left-pad",
    )!;
    assert.ok(!isFault(found), isFault(found) ? found.reason : "");
    assert.deepEqual(found.distTags, { latest: "1.1.0", next: "2.0.0-rc.1" });
    assert.deepEqual(found.versions, {
      "1.0.0": { version: "1.0.0", license: "WTFPL", deprecated: "Use String.prototype.padStart" },
      "1.1.0": {
        version: "1.1.0",
        license: "MIT",
        engines: { node: ">=18" },
        peerDependencies: { react: "^19" },
      },
      "2.0.0-rc.1": { version: "2.0.0-rc.1", license: "MIT" },
    });
    assert.deepEqual(Object.keys(found.time ?? {}), ["1.0.0", "1.1.0", "2.0.0-rc.1"]);
    assert.deepEqual(await codes(`registry=${url}`), ["read", "REGISTRY_UNAUTHORIZED", "PACKUMENT_NOT_FOUND"]);
  });

  await t.step("what is private is read with a token from the environment, or a password", async () => {
    const opened = ["read", "read", "PACKUMENT_NOT_FOUND"];
    assert.deepEqual(await codes(`registry=${url}\n${place}:_authToken=\${NPM_TOKEN}`, { NPM_TOKEN: token }), opened);
    assert.deepEqual(
      await codes(`registry=${url}\n${place}:username=${username}\n${place}:_password=${btoa(password)}`),
      opened,
    );
    assert.deepEqual(await codes(`registry=${url}\n${place}:_auth=${btoa(`${username}:${password}`)}`), opened);
    assert.deepEqual(
      await codes(`registry=${url}\n${place}:_authToken=\${NPM_TOKEN}`),
      ["read", "REGISTRY_UNAUTHORIZED", "PACKUMENT_NOT_FOUND"],
    );
  });

  await t.step("a scope has its own registry", async () => {
    assert.deepEqual(
      await codes(
        `registry=http://127.0.0.1:1/\nfetch-retries=0\n@private:registry=${url}\n${place}:_authToken=${token}`,
      ),
      ["REGISTRY_UNREACHABLE", "read", "REGISTRY_UNREACHABLE"],
    );
  });

  await t.step("what has not changed is not sent again", async () => {
    using folder = temporaryFolder();
    const sources: string[] = [];
    for (let i = 0; i < 2; i++) {
      using registry = clientOf({ url }, {
        with: await settingsOf(`registry=${url}`),
        cacheFolder: folder.path,
        freshMilliseconds: 0,
      });
      const found = (await registry.readPackuments(["left-pad"])).get("left-pad")!;
      assert.ok(!isFault(found));
      sources.push(found.source);
    }
    assert.deepEqual(sources, ["network", "revalidated"]);
  });

  await t.step("without an uplink there are no advisories, which is said", async () => {
    using registry = clientOf({ url }, { with: await settingsOf(`registry=${url}`) });
    await assert.rejects(
      registry.readAdvisories(new Map([["left-pad", ["1.0.0"]]])),
      (error) => isFault(error, "ADVISORIES_UNAVAILABLE"),
    );
  });
});
