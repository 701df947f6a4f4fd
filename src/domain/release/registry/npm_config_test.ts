import Config from "@npmcli/config";
import npmDefinitions from "@npmcli/config/lib/definitions/index.js";
import fc from "fast-check";
import assert from "node:assert/strict";
import type { Files } from "../../../kernel/ports.ts";
import { readRegistrySettings } from "./read_settings.ts";

const VARIABLES = ["NPM_TOKEN", "NODE_AUTH_TOKEN", "REGISTRY_HOST", "EMPTY"];

const reference = fc.tuple(
  fc.constantFrom("", "\\", "\\\\", "\\\\\\"),
  fc.constantFrom(...VARIABLES, "NOT_SET"),
  fc.constantFrom("", "?"),
).map(([escapes, name, optional]) => `${escapes}\${${name}${optional}}`);

const word = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9]{1,6}$/),
  reference,
  fc.constantFrom("a;b", "a#b", "a\\;b", "a\\#b", "a\\\\b", "a\\nb", "=", "a b", "é", "$X", "${", "}"),
);
const value = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")).chain((text) =>
  fc.constantFrom(text, ` ${text} `, `"${text}"`, `'${text}'`, JSON.stringify(text), `"${text}`)
);

const HOSTS = ["a.example", "a.example:8080", "a.example/npm", "b.example"];
const url = fc.tuple(fc.constantFrom("https://", "http://"), fc.constantFrom(...HOSTS), fc.constantFrom("", "/"))
  .map((parts) => parts.join(""));

const equals = fc.constantFrom("=", " = ", "= ", "  =");
const entry = (key: fc.Arbitrary<string>, text: fc.Arbitrary<string>) =>
  fc.tuple(key, equals, text).map((parts) => parts.join(""));
const place = fc.constantFrom(...HOSTS).map((host) => `//${host}/`);

const line = fc.oneof(
  { weight: 3, arbitrary: entry(fc.constant("registry"), url) },
  { weight: 3, arbitrary: entry(fc.constantFrom("@a:registry", "@b:registry", '"@c:registry"'), url) },
  {
    weight: 8,
    arbitrary: entry(
      fc.tuple(place, fc.constantFrom(":_authToken", ":_auth", ":username", ":_password")).map((each) => each.join("")),
      value,
    ),
  },
  { weight: 2, arbitrary: entry(place.map((each) => `${each}:_password`), fc.constantFrom("cGFzcw==", "c2VjcmV0")) },
  {
    weight: 2,
    arbitrary: entry(fc.constantFrom("fetch-retries", "fetch-timeout", "maxsockets"), fc.nat(200).map(String)),
  },
  { weight: 2, arbitrary: entry(fc.constant("min-release-age"), fc.nat(30).map(String)) },
  {
    weight: 2,
    arbitrary: entry(fc.constantFrom("proxy", "https-proxy"), fc.constantFrom("http://p.example:3128", "null")),
  },
  { weight: 2, arbitrary: entry(fc.constantFrom("ca[]", "ca"), value) },
  fc.constantFrom("; comment", "# registry=https://no.example/", "", "   ", "save-exact", "[section]", "x = 1"),
);

const text = fc.array(line, { maxLength: 8 }).chain((lines) =>
  fc.constantFrom("\n", "\r\n", "\n\n").map((end) => lines.join(end) + end)
);

const environment = fc.record({
  NPM_TOKEN: fc.constantFrom("t0ken", "a\\b", ""),
  NODE_AUTH_TOKEN: fc.constant("n0de"),
  REGISTRY_HOST: fc.constant("c.example"),
  EMPTY: fc.constant(""),
  npm_config_registry: url,
  NPM_CONFIG_FETCH_RETRIES: fc.nat(9).map(String),
  npm_config_maxsockets: fc.constantFrom("3", ""),
  npm_config_ca: fc.constantFrom("one", "one\n\ntwo"),
}, { requiredKeys: [] });

interface Configured {
  project: string;
  user: string;
  global: string;
  env: Record<string, string>;
}

/** What npm itself makes of the same files and variables, in our words. */
async function askNpm(folder: string, env: Record<string, string>) {
  const { definitions, shorthands, flatten, nerfDarts } = npmDefinitions;
  const config = new Config({
    npmPath: folder,
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    env,
    argv: ["node", "npm"],
    cwd: `${folder}/project`,
    execPath: `${folder}/bin/node`,
    warn: false,
  });
  await config.load();
  const get = (key: string) => config.get(key) ?? undefined;
  const slash = (text: unknown) => new URL(String(text)).href.replace(/\/?$/, "/");
  const scopes: Record<string, string> = {};
  const credentials: Record<string, string> = {};
  for (const key of config.list.flatMap((each: object) => Object.keys(each)) as string[]) {
    const scope = /^(@[^/:]+):registry$/.exec(key)?.[1];
    if (scope) scopes[scope] = slash(get(key));
  }
  for (const host of HOSTS) {
    // As npm-registry-fetch chooses; `getCredentialsByURI` would re-encode `_auth`.
    const [token, username, password, auth] = ["_authToken", "username", "_password", "_auth"].map((field) =>
      get(`//${host}/:${field}`)
    );
    const plain = () => Buffer.from(password, "base64").toString("utf8");
    if (token) credentials[`//${host}/`] = `Bearer ${token}`;
    else if (username && password) {
      credentials[`//${host}/`] = `Basic ${Buffer.from(`${username}:${plain()}`).toString("base64")}`;
    } else if (auth) credentials[`//${host}/`] = `Basic ${auth}`;
  }
  const days = config.get("min-release-age");
  return {
    registry: slash(get("registry")),
    scopes,
    credentials,
    attempts: config.isDefault("fetch-retries") ? undefined : config.get("fetch-retries"),
    sockets: config.isDefault("maxsockets") ? undefined : config.get("maxsockets"),
    http: get("proxy") === undefined ? undefined : String(get("proxy")),
    ca: [get("ca") ?? []].flat().map((each) => String(each).replaceAll("\\n", "\n")).filter((each) => each !== ""),
    minutes: days === null ? undefined : days * 1440,
  };
}

Deno.test("npm's configuration means what npm takes it for", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["project", "home", "etc", "bin"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/project/package.json`, "{}");
    await Deno.writeTextFile(`${folder}/package.json`, '{"version":"11.0.0"}');
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record<Configured>({
          project: text,
          user: text,
          global: text,
          env: environment as fc.Arbitrary<Record<string, string>>,
        }),
        async (given) => {
          await Deno.writeTextFile(`${folder}/project/.npmrc`, given.project);
          await Deno.writeTextFile(`${folder}/home/.npmrc`, given.user);
          await Deno.writeTextFile(`${folder}/etc/npmrc`, given.global);
          const env: Record<string, string> = {
            ...given.env,
            HOME: `${folder}/home`,
            npm_config_userconfig: `${folder}/home/.npmrc`,
            npm_config_globalconfig: `${folder}/etc/npmrc`,
          };
          const expected = await askNpm(folder, { ...env });
          const settings = await readRegistrySettings(FILES, {
            root: `${folder}/project`,
            manager: "npm",
            env: { get: (name) => env[name] },
          });
          // npm sends what refers to variables that are not set as it is written; here nothing is sent.
          const unset = new Set(
            settings.credentials.filter((each) => each.missingVariable !== undefined).map(({ scope }) => scope),
          );
          shown += settings.credentials.length - unset.size;
          const without = (table: Record<string, string>) =>
            Object.fromEntries(
              Object.entries(table).filter(([scope, each]) => !unset.has(scope) && !/[^\x20-\x7e]/.test(each)).sort(),
            );
          assert.deepEqual(
            {
              registry: settings.registry,
              scopes: settings.scopes,
              credentials: without(Object.fromEntries(
                settings.credentials.flatMap(({ scope, authorization }) =>
                  authorization ? [[scope, authorization]] : []
                ),
              )),
              attempts: expected.attempts === undefined ? undefined : settings.retry.attempts,
              sockets: expected.sockets === undefined ? undefined : settings.maxSockets,
              http: settings.proxy.http,
              ca: [...settings.ca],
              minutes: settings.cooldown?.minutes,
            },
            {
              ...expected,
              credentials: without(expected.credentials),
              attempts: expected.attempts === undefined ? undefined : Math.min(10, expected.attempts),
              sockets: expected.sockets === undefined ? undefined : Math.max(1, expected.sockets),
            },
          );
        },
      ),
      { seed: 42, numRuns: 200 },
    );
    assert.ok(shown > 100, `only ${shown} credentials`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const FILES = {
  readText(path: string) {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      return undefined;
    }
  },
} as Files;
