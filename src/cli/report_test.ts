import assert from "node:assert/strict";
import { createUi } from "../view/ui.ts";
import type { Command } from "./command.ts";
import { createLog } from "./log.ts";
import { BASE_ENVIRONMENT, denoFlags, narrow, statedCategories } from "./permissions.ts";
import { redact, redactValue } from "./redact.ts";

Deno.test("credentials and control characters do not reach what is shown", () => {
  const cases: [string, string][] = [
    ["https://user:pass@host/x and git+ssh://token@host", "https://***@host/x and git+ssh://***@host"],
    ["//registry/:_authToken=abcd1234", "//registry/:_authToken=***"],
    ["Authorization: Bearer abcdef", "Authorization: Bearer ***"],
    ['{"password":"hunter22"}', '{"password":"***"}'],
    ["npm_abcdefghijklmnopqrstuvwxyz", "***"],
    ["ghp_abcdefghijklmnopqrstuvwxyz github_pat_abcdefghijklmnopqrstu", "*** ***"],
    ["a\x1b[31mred\x1b[0m\x07 b\tc\nd", "ared b\tc\nd"],
    ["https://host/a@b", "https://host/a@b"],
    ["@org/core@1.2.3", "@org/core@1.2.3"],
  ];
  for (const prefix of ["cpzy_", "wst_"]) {
    assert.equal(redact(`it refused ${prefix}0123456789abcdefghij today`), "it refused *** today");
  }
  for (const [text, shown] of cases) assert.equal(redact(text), shown);
});

Deno.test("values are redacted text by text and stay what they are", () => {
  const value = {
    token: "x",
    NPM_TOKEN: "y",
    list: ['token=abcd"x', "https://a", "b@c"],
    count: 1,
    none: undefined,
    password: "",
  };
  assert.deepEqual(redactValue(value), {
    token: "***",
    NPM_TOKEN: "***",
    list: ['token=***"x', "https://a", "b@c"],
    count: 1,
    password: "",
  });
  assert.equal(redactValue(undefined), undefined);
});

Deno.test("what a command states is kept, everything else is revoked", () => {
  assert.deepEqual([...statedCategories({})], []);
  assert.deepEqual([...statedCategories({ read: ["project"], env: ["X"] })], ["read", "env"]);
  const all = statedCategories({ read: ["user"], write: ["user"], net: ["registries"], run: ["git"] });
  assert.deepEqual([...all], ["read", "write", "net", "run", "env"]);
  const revoked: string[] = [];
  narrow({ needs: { read: ["project"], run: ["git"] } } as unknown as Command, (each) => revoked.push(each));
  assert.deepEqual(revoked, ["write", "net", "sys", "ffi", "import"]);
});

Deno.test("a statement as flags of Deno, with places filled in", () => {
  const fill = {
    paths: (place: string) => place === "project" ? ["/a,b", "/git"] : ["/user"],
    hosts: ["registry.example"],
    processEnvironment: ["SSH_AUTH_SOCK"],
  };
  const variables = (...more: string[]) => `--allow-env=${[...BASE_ENVIRONMENT, ...more].sort().join(",")}`;
  assert.deepEqual(denoFlags({}, fill), [variables()]);
  assert.deepEqual(
    denoFlags({ read: ["project", "user"], write: ["project"], net: ["registries"], run: ["git"], env: ["X"] }, fill),
    [
      "--allow-read=/a,,b,/git,/user",
      "--allow-write=/a,,b,/git",
      "--allow-net=registry.example",
      "--allow-run=git",
      variables("X", "SSH_AUTH_SOCK"),
    ],
  );
  assert.deepEqual(denoFlags({ read: ["anywhere"] }, fill)[0], "--allow-read");
  assert.deepEqual(denoFlags({ net: ["registries"] }, { ...fill, hosts: [] })[0], "--allow-net");
});

Deno.test("log lines name their level in its colour", () => {
  let written = "";
  const ui = createUi({ color: true, unicode: true, width: 80 });
  const log = createLog("trace", { ui, write: (text) => written += text });
  log.error("a");
  log.warn("b");
  log.trace("c");
  assert.equal(written, "\x1b[31mERROR:\x1b[39m a\n\x1b[33mWARN:\x1b[39m b\n\x1b[90mTRACE:\x1b[39m c\n");
});
