import fc from "fast-check";
import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { type Fault, isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import { chooseContext } from "./choose_context.ts";
import { planDeleteContext, planSetContext, planUseContext } from "./edit_contexts.ts";
import type { Contexts } from "./model.ts";
import { parseContexts, readContexts } from "./read_contexts.ts";
import { isExposed, readServerUrl } from "./server_url.ts";

const FILE = "/home/ada/.config/workspace/config.yaml";

const OWN = `# Mine
contexts:
  # The one for tests
  staging: {server: "https://staging.example.com/"}
  production:
    server: https://flows.example.com/base/api/v0 # careful
    dialect: compozy
    capabilities: {deploy: true, logs: false}
    description: The real one
defaults:
  version: {defaultBump: minor}
currentContext: staging
`;

function filesOf(texts: Record<string, string>): Files {
  return { readText: (path: string) => texts[path] } as Files;
}

async function own(text: string): Promise<Contexts> {
  return await readContexts(filesOf({ [FILE]: text }), { own: FILE, compozy: undefined });
}

async function failures(promise: Promise<unknown>): Promise<Fault[]> {
  const error = await promise.then(() => assert.fail("it succeeded"), (error) => error);
  const found = error instanceof AggregateError ? error.errors : [error];
  assert.ok(found.every((each) => isFault(each)), String(error));
  return found;
}

Deno.test("contexts: those of the user's file, `local` among them, with where they stand", async () => {
  const { byName, current } = await own(OWN);
  assert.deepEqual([...byName.keys()], ["local", "staging", "production"]);
  assert.deepEqual(byName.get("production"), {
    name: "production",
    server: "https://flows.example.com/base",
    dialect: "compozy",
    capabilities: { deploy: true, logs: false },
    description: "The real one",
    caFile: undefined,
    source: `${FILE}:5`,
  });
  assert.equal(byName.get("staging")?.server, "https://staging.example.com");
  assert.deepEqual(current, { name: "staging", source: `${FILE}:12` });
});

Deno.test("contexts: a file without any is not even parsed, and none is needed", async () => {
  assert.deepEqual([...(await own("defaults: [")).byName.keys()], ["local"]);
  const none = await readContexts(filesOf({}), { own: undefined, compozy: undefined });
  assert.deepEqual([[...none.byName.keys()], none.current], [["local"], undefined]);
});

Deno.test("contexts: the file of Compozy's program is read too; one's own goes before it", async () => {
  const texts = {
    "/home/ada/.compozy/config":
      "contexts:\n  old: {server: https://old.example.com}\n  staging: {server: https://x.example.com}\ncurrentContext: old\n",
    [FILE]: "contexts: {staging: {server: https://staging.example.com}}\n",
  };
  const places = { own: FILE, compozy: "/home/ada/.compozy/config" };
  const { byName, current } = await readContexts(filesOf(texts), places);
  assert.equal(byName.get("staging")?.server, "https://staging.example.com");
  assert.equal(byName.get("old")?.source, "/home/ada/.compozy/config:2");
  assert.equal(current?.name, "old");
});

Deno.test("contexts: other forms and mistakes are refused with file, line and column, all at once", async () => {
  const cases: [text: string, key: string, place: string, says: RegExp][] = [
    ["contexts:\n  - name: a\n    server: x\n", "contexts", "1:1", /Expected a table/],
    ["current-context: a\ncontexts: {}\n", "current-context", "1:1", /no known key/],
    ["contexts:\n  a:\n    server: ftp://x\n", "contexts.a.server", "3:5", /URL with http/],
    ["contexts:\n  a:\n    server: https://u:p@x.example\n", "contexts.a.server", "3:5", /password/],
    ["contexts:\n  a:\n    server: https://x.example/?a=b\n", "contexts.a.server", "3:5", /query/],
    ["contexts:\n  a:\n    servr: https://x.example\n", "contexts.a.servr", "3:5", /no known key/],
    ["contexts:\n  a:\n    server: https://x.example\n    token: abc\n", "contexts.a.token", "4:5", /do not belong/],
    ["contexts:\n  a: {description: x}\n", "contexts.a.server", "2:3", /missing/],
    ["contexts:\n  local: {server: https://x.example}\n", "contexts.local.server", "2:11", /own engine/],
    ["contexts:\n  'a b': {server: https://x.example}\n", "contexts.a b", "2:3", /cannot be named/],
    [
      "contexts:\n  a: {server: https://x.example, dialect: klingon}\n",
      "contexts.a.dialect",
      "2:34",
      /one of workspace/,
    ],
    ["contexts: {}\ncurrentContext: nope\n", "currentContext", "2:1", /no context 'nope'/],
  ];
  for (const [text, key, place, says] of cases) {
    const [fault] = await failures(own(text));
    assert.equal(fault!.code, "CONTEXT_FILE_INVALID", text);
    assert.deepEqual([fault!.details.key, fault!.exit], [key, 3], text);
    assert.equal(fault!.message, `${FILE}:${place}: '${key}' is invalid`);
    assert.match(fault!.reason, says);
    assert.doesNotMatch(fault!.message + fault!.reason + fault!.hint, /abc|u:p/);
  }
  assert.equal((await failures(own("contexts:\n  a: {servr: x}\n  b: {token: y}\n"))).length, 2);
  const [syntax] = await failures(own("contexts: {a\n"));
  assert.equal(syntax!.code, "CONTEXT_FILE_SYNTAX");
});

const env = (variables: Record<string, string> = {}) => ({ get: (name: string) => variables[name] });
const NOTHING = { context: undefined, token: undefined };

Deno.test("the context in force: option, WORKSPACE_CONTEXT, COMPOZY_BASE_URL, the user's choice, local", async () => {
  const contexts = await own(OWN);
  const unchosen = await own(OWN.replace("currentContext: staging\n", ""));
  const chosen = (from: Contexts, given: { context?: string; variables?: Record<string, string> }) => {
    const { context, chosenBy } = chooseContext(from, {
      ...NOTHING,
      context: given.context,
      env: env(given.variables),
    });
    return `${context.name} by ${chosenBy}`;
  };
  const all = { WORKSPACE_CONTEXT: "production", COMPOZY_BASE_URL: "https://ci.example.com/api/v0/" };
  assert.equal(chosen(contexts, { context: "staging", variables: all }), "staging by --context");
  assert.equal(chosen(contexts, { variables: all }), "production by environment WORKSPACE_CONTEXT");
  const { COMPOZY_BASE_URL } = all;
  assert.equal(chosen(contexts, { variables: { COMPOZY_BASE_URL } }), "environment by environment COMPOZY_BASE_URL");
  assert.equal(chosen(contexts, {}), `staging by ${FILE}:12`);
  assert.equal(chosen(unchosen, {}), "local by default");
  assert.equal(chosen(contexts, { context: "local" }), "local by --context");
  assert.equal(
    chosen(contexts, { variables: { WORKSPACE_CONTEXT: "", COMPOZY_BASE_URL: "" } }),
    `staging by ${FILE}:12`,
  );
  const { context } = chooseContext(contexts, { ...NOTHING, env: env({ COMPOZY_BASE_URL }) });
  assert.equal(context.server, "https://ci.example.com");
});

Deno.test("a name that is unknown offers what is near", async () => {
  const contexts = await own(OWN);
  assert.throws(() => chooseContext(contexts, { ...NOTHING, context: "stagin", env: env() }), (error) => {
    assert.ok(isFault(error, "CONTEXT_NOT_FOUND"));
    assert.deepEqual([error.exit, error.hint], [8, "Did you mean 'staging'?"]);
    return true;
  });
});

Deno.test("tokens: --token, then the variables in their order, for the server in force alone", async () => {
  const contexts = await own(OWN);
  const token = (given: { token?: string; variables?: Record<string, string> }) =>
    chooseContext(contexts, { ...NOTHING, token: given.token, env: env(given.variables) }).token;
  const variables = { WORKSPACE_API_TOKEN: "three", COMPOZY_API_KEY: "two", COMPOZY_API_TOKEN: " one\n" };
  assert.deepEqual(token({ token: "zero", variables }), { value: "zero", source: "--token" });
  assert.deepEqual(token({ variables }), { value: "one", source: "environment COMPOZY_API_TOKEN" });
  assert.deepEqual(token({ variables: { ...variables, COMPOZY_API_TOKEN: "" } })?.value, "two");
  assert.equal(token({}), undefined);
});

Deno.test("a token without a server is an error, unless local is asked for explicitly", async () => {
  const contexts = await own("");
  const local = await own("contexts: {a: {server: https://a.example}}\ncurrentContext: local\n");
  for (
    const [from, given] of [
      [contexts, { token: "t", variables: {} }],
      [contexts, { token: undefined, variables: { COMPOZY_API_KEY: "t" } }],
      [local, { token: undefined, variables: { WORKSPACE_API_TOKEN: "t" } }],
    ] as const
  ) {
    assert.throws(
      () => chooseContext(from, { context: undefined, token: given.token, env: env(given.variables) }),
      (error) => isFault(error, "TOKEN_WITHOUT_SERVER") && error.exit === 3,
    );
  }
  const explicit = chooseContext(contexts, { context: "local", token: "t", env: env() });
  assert.deepEqual([explicit.context.name, explicit.token], ["local", undefined]);
  const variable = chooseContext(contexts, { ...NOTHING, token: "t", env: env({ WORKSPACE_CONTEXT: "local" }) });
  assert.equal(variable.context.name, "local");
});

Deno.test("addresses of servers are tidied, and what would leak is refused", () => {
  const read = (url: string) => readServerUrl(url, "--server");
  assert.equal(read("https://x.example"), "https://x.example");
  assert.equal(read("http://X.example:5001/api/"), "http://x.example:5001");
  assert.equal(read("https://x.example/team//"), "https://x.example/team");
  for (const url of ["x.example", "file:///etc", "https://user@x.example", "https://x.example/#a", ""]) {
    assert.throws(() => read(url), (error) => isFault(error, "SERVER_URL_INVALID") && !error.message.includes("user@"));
  }
  assert.deepEqual(
    ["http://x.example", "https://x.example", "http://localhost:1", "http://127.0.0.9", "http://[::1]:1"].map(
      isExposed,
    ),
    [true, false, false, false, false],
  );
});

Deno.test("setting a context keeps comments and formatting, and what is not said stays", async () => {
  const file = { path: FILE, text: OWN };
  const changed = await planSetContext(file, "production", { server: "https://new.example.com", dialect: undefined });
  assert.equal(
    changed,
    OWN.replace("https://flows.example.com/base/api/v0 #", "https://new.example.com #").replace(
      "    dialect: compozy\n",
      "",
    ),
  );
  const added = await planSetContext(file, "third", { server: "https://third.example.com" });
  assert.ok(added.startsWith(OWN.slice(0, OWN.indexOf("defaults"))), added);
  assert.equal((await own(added)).byName.get("third")?.server, "https://third.example.com");
  assert.equal(
    await planSetContext({ path: FILE, text: "" }, "a", { server: "https://a.example" }),
    "contexts:\n  a:\n    server: https://a.example\n",
  );
  for (const name of ["local", "environment", "a b", "-x", "", "x".repeat(64)]) {
    const [fault] = await failures(planSetContext(file, name, { server: "https://a.example" }));
    assert.deepEqual([fault!.code, fault!.exit], ["CONTEXT_NAME_INVALID", 2]);
  }
  const [broken] = await failures(planSetContext({ path: FILE, text: "a: [" }, "a", { server: "https://a.example" }));
  assert.equal(broken!.code, "CONTEXT_FILE_SYNTAX");
});

Deno.test("choosing and deleting contexts", async () => {
  const file = { path: FILE, text: OWN };
  const contexts = await own(OWN);
  assert.equal(
    await planUseContext(file, "local", contexts),
    OWN.replace("currentContext: staging", "currentContext: local"),
  );
  assert.equal((await failures(planUseContext(file, "nope", contexts)))[0]!.code, "CONTEXT_NOT_FOUND");
  const without = await planDeleteContext(file, "staging", contexts);
  const left = await own(without);
  assert.deepEqual([[...left.byName.keys()], left.current], [["local", "production"], undefined]);
  assert.match(without, /# careful/);
  const single = { path: FILE, text: "contexts:\n  a: {server: https://a.example}\ncurrentContext: a\n" };
  assert.equal(await planDeleteContext(single, "a", await own(single.text)), "");
  const refused = async (name: string, from = contexts) =>
    (await failures(planDeleteContext(file, name, from)))[0]!.code;
  assert.equal(await refused("local"), "CONTEXT_BUILT_IN");
  assert.equal(await refused("nope"), "CONTEXT_NOT_FOUND");
  const other = await parseContexts("contexts: {old: {server: https://old.example}}", "/other");
  const both = { ...contexts, byName: new Map(contexts.byName).set("old", other.contexts[0]!) };
  assert.equal(await refused("old", both), "CONTEXT_ELSEWHERE");
});

Deno.test("contexts: whatever the file is, it is read or refused with its place", async () => {
  const noise = fc.constantFrom("", ":", "\n", "  ", "- ", "{", "}", "[", "token: x", "null", "&a *a", "\t", "'", "é");
  await fc.assert(
    fc.asyncProperty(fc.nat(OWN.length), fc.nat(30), noise, async (start, length, text) => {
      try {
        await parseContexts(OWN.slice(0, start) + text + OWN.slice(start + length), FILE);
      } catch (error) {
        const all = error instanceof AggregateError ? error.errors : [error];
        for (const each of all) {
          assert.ok(isFault(each, "CONTEXT_FILE_INVALID") || isFault(each, "CONTEXT_FILE_SYNTAX"), each?.stack);
          assert.ok(Number(each.details.line) >= 1 && Number(each.details.column) >= 1);
        }
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
});

Deno.test("contexts: a real file", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/config.yaml`, OWN);
    const { byName } = await readContexts(denoFiles(), { own: `${folder}/config.yaml`, compozy: `${folder}/none` });
    assert.equal(byName.size, 3);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
