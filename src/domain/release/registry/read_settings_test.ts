import assert from "node:assert/strict";
import { fault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import { registryOf } from "../../../kernel/registry.ts";
import type { PackageManagerName } from "../model.ts";
import { listUserConfigFiles } from "./config_files.ts";
import { npmDefaultRegistry } from "./default_registry.ts";
import { REGISTRY_ENVIRONMENT } from "./environment.ts";
import { readRegistrySettings } from "./read_settings.ts";

const UNREADABLE = fault<{ path: string }>({
  code: "FILE_UNREADABLE",
  exit: 5,
  when: "",
  message: ({ path }) => path,
  cause: () => "",
  hint: () => "",
});

interface Given {
  /** By path; the project is /p, the user's home /home/u. A file that is `null` may not be read. */
  files?: Record<string, string | null>;
  env?: Record<string, string>;
  manager?: PackageManagerName;
  registry?: { url: string; origin: string };
}

function read({ files = {}, env = {}, manager = "npm", registry }: Given) {
  const reader = {
    readText(path: string) {
      if (files[path] === null) throw UNREADABLE({ path });
      return files[path];
    },
  } as Files;
  const variables: Record<string, string> = { HOME: "/home/u", ...env };
  return readRegistrySettings(reader, { root: "/p", manager, registry, env: { get: (name) => variables[name] } });
}

const basic = (text: string) => `Basic ${btoa(text)}`;
const shownTo = (settings: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(settings.credentials.map(({ scope, authorization }) => [scope, authorization]));

Deno.test("without any configuration: npm's default registry, and sensible limits", async () => {
  const settings = await read({});
  assert.deepEqual(settings, {
    registry: await npmDefaultRegistry(),
    origin: "default",
    scopes: {},
    credentials: [],
    ca: [],
    proxy: { none: [] },
    retry: { attempts: 2, minMilliseconds: 200, maxMilliseconds: 10_000 },
    timeoutMilliseconds: 30_000,
    maxSockets: 64,
    cooldown: undefined,
    warnings: [],
  });
});

Deno.test("the nearest statement counts: own configuration, variables, project, user, machine", async () => {
  const files: Record<string, string> = {
    "/p/.npmrc":
      "registry=https://project.example\n@a:registry=https://a.example/npm\n//a.example/npm/:_authToken=pt\n",
    "/home/u/.npmrc": "registry=https://user.example/\n@b:registry=https://b.example/\nfetch-retries=5\n",
    "/usr/local/etc/npmrc": "registry=https://global.example/\nmaxsockets=9\nfetch-retries=7\n",
  };
  const registry = { url: "https://own.example/npm", origin: "repo.config.toml:3" };
  const origins = [
    await read({ files, env: { npm_config_registry: "https://env.example" }, registry }),
    await read({ files, env: { npm_config_registry: "https://env.example" } }),
    await read({ files }),
    await read({ files: { ...files, "/p/.npmrc": "registry=nonsense" } }),
  ].map(({ registry, origin }) => [registry, origin]);
  assert.deepEqual(origins, [
    ["https://own.example/npm/", "repo.config.toml:3"],
    ["https://env.example/", "npm_config_* variables"],
    ["https://project.example/", ".npmrc:1"],
    ["https://user.example/", "~/.npmrc:1"],
  ]);
  const settings = await read({ files });
  assert.deepEqual(settings.scopes, { "@b": "https://b.example/", "@a": "https://a.example/npm/" });
  assert.deepEqual([settings.retry.attempts, settings.maxSockets], [5, 9]);
  assert.deepEqual(shownTo(settings), { "//a.example/npm/": "Bearer pt" });
  assert.equal(registryOf("@a/x", settings), "https://a.example/npm/");
  assert.equal(registryOf("@toString/x", settings), "https://project.example/");
  assert.equal(registryOf("x", settings), "https://project.example/");
});

Deno.test("each kind of credential becomes what the registry is shown", async () => {
  const settings = await read({
    env: { NPM_TOKEN: "t" },
    files: {
      "/p/.npmrc": [
        "//token.example/:_authToken=${NPM_TOKEN}",
        "//auth.example/:_auth=dTpw",
        "//user.example/:username=u",
        "//user.example/:_password=cMOk",
        "//cert.example/:certfile=~/c.pem",
        "//cert.example/:keyfile=k.pem",
        "//lost.example/:certfile=/none",
        "//lost.example/:keyfile=/none",
        "//unset.example/:_authToken=${PRIVATE_TOKEN}",
        "//odd.example/:_authToken=é",
        "//half.example/:username=u",
        "_authToken=loose",
        "registry=https://in:url%40@url.example/x",
        "@odd:registry=https://u:%@per.example",
      ].join("\n"),
      "/home/u/c.pem": "CERT",
      "/p/k.pem": "KEY",
    },
  });
  assert.deepEqual(Object.fromEntries(settings.credentials.map(({ scope, ...shown }) => [scope, shown])), {
    "//token.example/": { authorization: "Bearer t" },
    "//auth.example/": { authorization: "Basic dTpw" },
    "//user.example/": { authorization: "Basic dTpww6Q=" },
    "//cert.example/": { certificate: { cert: "CERT", key: "KEY" } },
    "//unset.example/": { missingVariable: "PRIVATE_TOKEN" },
    "//url.example/x/": { authorization: basic("in:url@") },
    "//per.example/": { authorization: basic("u:%"), packages: "@odd" },
  });
  assert.equal(settings.registry, "https://url.example/x/");
  assert.equal(settings.warnings.length, 3);
  assert.match(settings.warnings.join("\n"), /_authToken belongs to no registry/);
  assert.match(settings.warnings.join("\n"), /client certificate for \/\/lost\.example\//);
  assert.doesNotMatch(settings.warnings.join("\n"), /loose|é/);
});

Deno.test("certificates, proxies and limits", async () => {
  const settings = await read({
    env: { HTTPS_PROXY: "secure.example:8080", NO_PROXY: "a.example, .b.example", NODE_EXTRA_CA_CERTS: "/extra.pem" },
    files: {
      "/p/.npmrc": [
        'ca[]="-----BEGIN\\nONE"',
        "ca[]=TWO",
        "cafile=certs/ca.pem",
        "strict-ssl=false",
        "proxy=http://plain.example:3128",
        "https-proxy=null",
        "fetch-timeout=1000",
        "fetch-retry-mintimeout=50000",
        "maxsockets=9999",
        "fetch-retries=many",
      ].join("\n"),
      "/p/certs/ca.pem": "FILE",
    },
  });
  assert.deepEqual(settings.ca, ["-----BEGIN\nONE", "TWO", "FILE"]);
  assert.deepEqual(settings.proxy, {
    http: "http://plain.example:3128",
    https: "http://plain.example:3128",
    none: ["a.example", ".b.example"],
  });
  assert.deepEqual([settings.timeoutMilliseconds, settings.maxSockets], [1000, 256]);
  assert.deepEqual(settings.retry, { attempts: 2, minMilliseconds: 50_000, maxMilliseconds: 50_000 });
  assert.match(settings.warnings.join("\n"), /strict-ssl[^]*\/extra\.pem|\/extra\.pem[^]*strict-ssl/);
  assert.match(settings.warnings.join("\n"), /fetch-retries is no number/);
  const fromEnvironment = await read({ env: { HTTPS_PROXY: "secure.example:8080" } });
  assert.deepEqual(fromEnvironment.proxy, { https: "http://secure.example:8080", none: [] });
});

Deno.test("cooldowns of npm, pnpm, Yarn and bun, in minutes", async () => {
  const cooldown = async (manager: PackageManagerName, file: string, text: string) =>
    (await read({ manager, files: { [`/p/${file}`]: text } })).cooldown;
  assert.deepEqual(await cooldown("npm", ".npmrc", "min-release-age=3\nmin-release-age-exclude=@a/*,b"), {
    minutes: 4320,
    exclude: ["@a/*", "b"],
    origin: ".npmrc",
  });
  assert.deepEqual(await cooldown("npm", ".npmrc", "before=2026-01-01"), {
    before: "2026-01-01",
    exclude: [],
    origin: ".npmrc",
  });
  assert.deepEqual(
    await cooldown("pnpm", "pnpm-workspace.yaml", "minimumReleaseAge: 90\nminimumReleaseAgeExclude: [a]\n"),
    { minutes: 90, exclude: ["a"], origin: "pnpm-workspace.yaml" },
  );
  assert.deepEqual((await cooldown("yarn", ".yarnrc.yml", 'npmMinimalAgeGate: "3d"\n'))?.minutes, 4320);
  assert.deepEqual((await cooldown("yarn", ".yarnrc.yml", "npmMinimalAgeGate: 30\n"))?.minutes, 30);
  assert.equal(await cooldown("yarn", ".yarnrc.yml", "npmMinimalAgeGate: soon\n"), undefined);
  assert.deepEqual((await cooldown("bun", "bunfig.toml", "[install]\nminimumReleaseAge = 600\n"))?.minutes, 10);
  assert.equal(await cooldown("npm", "pnpm-workspace.yaml", "minimumReleaseAge: 90\n"), undefined, "another's file");
});

Deno.test("Yarn's files", async () => {
  const settings = await read({
    manager: "yarn",
    env: { CORP_TOKEN: "ct" },
    files: {
      "/p/.yarnrc.yml": `npmRegistryServer: "https://yarn.example/npm"
npmAuthToken: main
npmScopes:
  corp:
    npmRegistryServer: https://corp.example
    npmAuthToken: "\${CORP_TOKEN}"
  plain:
    npmAlwaysAuth: true
npmRegistries:
  "//other.example/x":
    npmAuthIdent: user:pass
  "https://third.example":
    npmAuthIdent: dTpw
httpProxy: http://proxy.example
httpsProxy: http://secure.example
httpsCaFilePath: ./ca.pem
httpTimeout: 5000
httpRetry: 4
networkConcurrency: 12
`,
      "/p/ca.pem": "CA",
      "/home/u/.yarnrc.yml": "npmRegistryServer: https://home.example\nenableStrictSsl: false\n",
    },
  });
  assert.equal(settings.registry, "https://yarn.example/npm/");
  assert.equal(settings.origin, ".yarnrc.yml:1");
  assert.deepEqual(settings.scopes, { "@corp": "https://corp.example/" });
  assert.deepEqual(shownTo(settings), {
    "//yarn.example/npm/": "Bearer main",
    "//corp.example/": "Bearer ct",
    "//other.example/x/": basic("user:pass"),
    "//third.example/": "Basic dTpw",
  });
  assert.deepEqual(settings.proxy, { http: "http://proxy.example", https: "http://secure.example", none: [] });
  assert.deepEqual(settings.ca, ["CA"]);
  assert.deepEqual([settings.timeoutMilliseconds, settings.retry.attempts, settings.maxSockets], [5000, 4, 12]);
  assert.match(settings.warnings.join(), /strict-ssl/);

  const variables = await read({
    manager: "yarn",
    env: { YARN_NPM_REGISTRY_SERVER: "https://var.example", YARN_NPM_AUTH_TOKEN: "vt" },
    files: { "/p/.yarnrc.yml": "npmRegistryServer: https://yarn.example\n" },
  });
  assert.equal(variables.registry, "https://var.example/");
  assert.deepEqual(shownTo(variables), { "//var.example/": "Bearer vt" });
  const ident = await read({ manager: "yarn", env: { YARN_NPM_AUTH_IDENT: "u:p" } });
  assert.deepEqual(Object.values(shownTo(ident)), [basic("u:p")]);
  const broken = await read({ manager: "yarn", files: { "/p/.yarnrc.yml": "a: [\n" } });
  assert.match(broken.warnings.join(), /^\.yarnrc\.yml:\d+: .*not used$/);
});

Deno.test("scopes on one host have credentials of their own, where the source gives them by scope", async () => {
  const own = ({ credentials }: Awaited<ReturnType<typeof read>>) =>
    credentials.map(({ scope, packages, authorization, missingVariable }) => [
      packages ?? "",
      scope,
      authorization ?? missingVariable,
    ]);
  const yarn = await read({
    manager: "yarn",
    files: {
      "/p/.yarnrc.yml": `npmRegistryServer: "https://npm.example"
npmAuthToken: main
npmScopes:
  one: { npmRegistryServer: "https://shared.example", npmAuthToken: first }
  two: { npmRegistryServer: "https://shared.example", npmAuthToken: second }
  three: { npmAuthToken: third }
  four: { npmAuthToken: "\${PRIVATE_TOKEN}" }
`,
      "/home/u/.yarnrc.yml": "npmRegistryServer: https://npm.example\nnpmScopes: { one: { npmAuthToken: weaker } }\n",
    },
  });
  assert.deepEqual(own(yarn), [
    ["", "//npm.example/", "Bearer main"],
    ["@one", "//npm.example/", "Bearer weaker"],
    ["@one", "//shared.example/", "Bearer first"],
    ["@two", "//shared.example/", "Bearer second"],
    ["@three", "//npm.example/", "Bearer third"],
    ["@four", "//npm.example/", "PRIVATE_TOKEN"],
  ]);
  const bun = await read({
    manager: "bun",
    files: {
      "/p/bunfig.toml": `[install.scopes]
one = { url = "https://shared.example/", token = "first" }
"@two" = { url = "https://shared.example/", username = "u", password = "p" }
`,
    },
  });
  assert.deepEqual(own(bun), [
    ["@one", "//shared.example/", "Bearer first"],
    ["@two", "//shared.example/", basic("u:p")],
  ]);
  const npm = await read({
    files: { "/p/.npmrc": "@one:registry=https://a:b@shared.example\n@two:registry=https://c:d@shared.example\n" },
  });
  assert.deepEqual(
    new Set(own(npm).map(String)),
    new Set([
      `@one,//shared.example/,${basic("a:b")}`,
      `@two,//shared.example/,${basic("c:d")}`,
    ]),
  );
});

Deno.test("bun's and pnpm's files", async () => {
  const bun = await read({
    manager: "bun",
    env: { BUN_TOKEN: "bt" },
    files: {
      "/p/bunfig.toml": `[install]
registry = { url = "https://bun.example/", token = "$BUN_TOKEN" }
cafile = "/ca.pem"
[install.scopes]
corp = { url = "https://corp.example/", username = "u", password = "p" }
"@open" = "https://open.example"
odd = 5
`,
      "/ca.pem": "CA",
      "/p/.npmrc": "registry=https://npm.example/\n",
    },
  });
  assert.equal(bun.registry, "https://bun.example/");
  assert.deepEqual(bun.scopes, { "@corp": "https://corp.example/", "@open": "https://open.example/" });
  assert.deepEqual(shownTo(bun), { "//bun.example/": "Bearer bt", "//corp.example/": basic("u:p") });
  assert.deepEqual(bun.ca, ["CA"]);
  const pnpm = await read({
    manager: "pnpm",
    files: {
      "/p/pnpm-workspace.yaml": `registries:
  default: https://pnpm.example
  "@corp": https://corp.example
strictSsl: false
fetchRetries: 1
fetchTimeout: 99
networkConcurrency: 3
httpProxy: http://proxy.example
`,
    },
  });
  assert.equal(pnpm.registry, "https://pnpm.example/");
  assert.deepEqual(pnpm.scopes, { "@corp": "https://corp.example/" });
  assert.deepEqual([pnpm.retry.attempts, pnpm.timeoutMilliseconds, pnpm.maxSockets], [1, 99, 3]);
  assert.equal(pnpm.proxy.http, "http://proxy.example");
});

Deno.test("files of the user that may not be read are named, and those of the machine passed over", async () => {
  const settings = await read({ files: { "/home/u/.npmrc": null, "/usr/local/etc/npmrc": null } });
  assert.deepEqual(settings.warnings, ["/home/u/.npmrc cannot be read and is not used"]);
});

Deno.test("where npm keeps its files can be stated", async () => {
  const files = { "/x/rc": "registry=https://x.example/\nprefix=/opt/npm\n", "/opt/npm/etc/npmrc": "maxsockets=2\n" };
  const settings = await read({ files, env: { NPM_CONFIG_USERCONFIG: "/x/rc" } });
  assert.deepEqual([settings.registry, settings.maxSockets], ["https://x.example/", 2]);
  const stated = await read({ files: { "/g": "maxsockets=3" }, env: { npm_config_globalconfig: "/g" } });
  assert.equal(stated.maxSockets, 3);
  const home = await read({ files: { "/p/.npmrc": "maxsockets=4" }, env: { HOME: "/p" } });
  assert.equal(home.maxSockets, 4);
  const environment = (variables: Record<string, string>) => ({ get: (name: string) => variables[name] });
  assert.deepEqual(listUserConfigFiles(environment({ HOME: "/h", npm_config_prefix: "/n" })), [
    "/h/.npmrc",
    "/n/etc/npmrc",
    "/h/.yarnrc.yml",
    "/h/.bunfig.toml",
  ]);
  assert.deepEqual(listUserConfigFiles(environment({ APPDATA: "C:/a" })), ["C:/a/npm/etc/npmrc"]);
  assert.ok(listUserConfigFiles(environment({ HOME: "/h", XDG_CONFIG_HOME: "/c" })).includes("/c/.bunfig.toml"));
});

Deno.test("variables take defaults as pnpm and Yarn know them", async () => {
  const token = async (text: string, env: Record<string, string> = {}) =>
    shownTo(await read({ env, files: { "/p/.npmrc": `//a.example/:_authToken=${text}` } }))["//a.example/"];
  assert.equal(await token("${A-x}"), "Bearer x");
  assert.equal(await token("${A:-x}", { A: "" }), "Bearer x");
  assert.equal(await token("${A-x}", { A: "a" }), "Bearer a");
  assert.equal(await token("${A?}y"), "Bearer y");
  assert.equal(await token("\\${A}"), "Bearer ${A}");
});

Deno.test("the variables that reading may need are listed once", () => {
  assert.equal(new Set(REGISTRY_ENVIRONMENT).size, REGISTRY_ENVIRONMENT.length);
  for (const name of ["NPM_TOKEN", "NODE_AUTH_TOKEN", "npm_config_registry", "NPM_CONFIG_FETCH_RETRIES", "NO_PROXY"]) {
    assert.ok(REGISTRY_ENVIRONMENT.includes(name), name);
  }
});
