import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import type { Environment } from "../../kernel/ports.ts";
import { keptCredentials } from "./kept_credentials.ts";
import { keptValues } from "./kept_values.ts";
import { secretValues } from "./secret_values.ts";
import { systemKeychain } from "./system_keychain.ts";

/** Programs in place of the system's, and a folder for values; gone when the test is over. */
function system(programs: Record<string, string>) {
  const top = Deno.makeTempDirSync({ prefix: "workspace-keychain-" });
  Deno.mkdirSync(`${top}/bin`);
  for (const [name, script] of Object.entries(programs)) {
    Deno.writeTextFileSync(`${top}/bin/${name}`, `#!/bin/sh\nstore='${top}/chain'\nmkdir -p "$store"\n${script}`, {
      mode: 0o755,
    });
  }
  const env: Environment = { get: (name) => name === "PATH" ? `${top}/bin:/usr/bin:/bin` : undefined };
  return {
    top,
    env,
    keychain: (options: { limitMilliseconds?: number; system?: typeof Deno.build.os } = {}) =>
      systemKeychain({ env, service: top, system: "linux", limitMilliseconds: 5000, ...options })!,
    [Symbol.dispose]: () => Deno.removeSync(top, { recursive: true }),
  };
}

/** A keyring in files; it writes down its arguments. */
const SECRET_TOOL = `echo "$*" >> "$store.arguments"
action=$1; for last; do :; done
case $action in
  store) cat > "$store/$last" ;;
  lookup) [ -e "$store/$last" ] || exit 1; cat "$store/$last" ;;
  clear) rm "$store/$last" ;;
esac`;

/** `security -i` reads its command from stdin, the value in hexadecimal. */
const SECURITY = `case $1 in
  -i) read -r line; eval "set -- $line"; while [ $# -gt 1 ]; do
      case $1 in -a) account=$2 ;; -X) hex=$2 ;; esac; shift; done
      printf %s "$hex" | sed 's/../\\\\x&/g' | xargs -0 env printf > "$store/$account" ;;
  find-generic-password) [ -e "$store/$5" ] || { echo "The specified item could not be found" >&2; exit 44; }
      cat "$store/$5"; echo ;;
  delete-generic-password) rm "$store/$5" 2>/dev/null || exit 44 ;;
esac`;

/** Windows PowerShell with its credential locker, as far as it is asked. */
const POWERSHELL = `script=$(printf %s "$4" | base64 -d | tr -d '\\0')
account=$(printf '%s\\n' "$script" | sed -n "s/^.account = '\\(.*\\)'$/\\1/p")
case $script in
  *ReadToEnd*) cat > "$store/$account" ;;
  *RetrievePassword*) if [ -e "$store/$account" ]; then cat "$store/$account"; echo; fi ;;
  *Remove*) if rm "$store/$account" 2>/dev/null; then echo removed; fi ;;
esac`;

const SYSTEMS = [
  ["secret-tool", SECRET_TOOL, "linux"],
  ["security", SECURITY, "darwin"],
  ["powershell", POWERSHELL, "windows"],
] as const;

const VALUES = ["simple-value", "with 'quotes' \"and\" $signs\nand lines\n", "ünïcödé \u{1f511}"];

for (const [name, tool, os] of SYSTEMS) {
  Deno.test(`values come back from ${name} as they went in, and are never arguments`, async () => {
    using fake = system({ [name]: tool });
    const keychain = fake.keychain({ system: os });
    assert.equal(await keychain.get("token"), undefined);
    assert.equal(await keychain.delete("token"), false);
    for (const value of VALUES) {
      await keychain.set("token", value);
      assert.equal(await keychain.get("token"), value);
    }
    assert.equal(await keychain.delete("token"), true);
    assert.equal(await keychain.get("token"), undefined);
    if (name === "secret-tool") {
      assert.doesNotMatch(Deno.readTextFileSync(`${fake.top}/chain.arguments`), /simple|c2ltc/);
    }
  });
}

Deno.test("a keychain that answers keeps the values; the file only says that they are there", async () => {
  using fake = system({ "secret-tool": SECRET_TOOL });
  const path = `${fake.top}/secrets.json`;
  const values = keptValues({ path, keychain: fake.keychain() });
  assert.equal(await values.where("NEW"), "Secret Service keyring");
  await values.set("B", "value of b");
  await values.set("A", "value of a");
  assert.deepEqual(values.list().map(({ name }) => name), ["A", "B"]);
  assert.equal(await values.get("B"), "value of b");
  assert.equal(await values.where("B"), "Secret Service keyring");
  assert.doesNotMatch(Deno.readTextFileSync(path), /value of/);
  assert.equal(await values.delete("B"), true);
  assert.equal(await values.delete("B"), false);
  assert.equal(await values.get("B"), undefined);
});

Deno.test("a keychain that fails, or is not there, leaves the values to a file of their user alone", async () => {
  for (
    const programs of [{ "secret-tool": "echo 'Cannot autolaunch D-Bus' >&2; exit 1" }, { "secret-tool": "exit 127" }]
  ) {
    using fake = system(programs);
    const path = `${fake.top}/data/secrets.json`;
    const values = keptValues({ path, keychain: fake.keychain() });
    await values.set("A", "value of a");
    assert.equal(await values.get("A"), "value of a");
    assert.equal(await values.where("A"), path);
    assert.equal(await values.where("B"), path);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  }
});

Deno.test("a keychain that hangs is given up, once, and nothing of it is left", async () => {
  using fake = system({ "secret-tool": `echo $$ >> "$store/asked"; exec sleep 1000` });
  const keychain = fake.keychain({ limitMilliseconds: 200 });
  const values = keptValues({ path: `${fake.top}/secrets.json`, keychain });
  await values.set("A", "value of a");
  await values.set("B", "value of b");
  assert.equal(await values.get("B"), "value of b");
  assert.equal(Deno.readTextFileSync(`${fake.top}/chain/asked`).trim().split("\n").length, 1);
  assert.throws(() => Deno.kill(Number(Deno.readTextFileSync(`${fake.top}/chain/asked`)), "SIGCONT"));
});

Deno.test("a value in a keychain that does not answer any more is not taken for none", async () => {
  using fake = system({ "secret-tool": SECRET_TOOL });
  const path = `${fake.top}/secrets.json`;
  await keptValues({ path, keychain: fake.keychain() }).set("A", "value of a");
  using locked = system({ "secret-tool": "echo locked >&2; exit 1" });
  for (const keychain of [undefined, locked.keychain()]) {
    const values = keptValues({ path, keychain });
    await assert.rejects(values.get("A"), (error) => isFault(error, "KEYCHAIN_UNAVAILABLE"));
    await assert.rejects(values.get("A"), (error) => isFault(error, "KEYCHAIN_UNAVAILABLE"));
  }
  const values = keptValues({ path, keychain: undefined });
  await values.set("A", "set again");
  assert.equal(await values.get("A"), "set again");
});

Deno.test("a file that others can read is mended, and its user is told", async () => {
  using fake = system({});
  const path = `${fake.top}/secrets.json`;
  const first = keptValues({ path, keychain: undefined });
  await first.set("A", "value of a");
  Deno.chmodSync(path, 0o644);
  const warnings: string[] = [];
  const values = keptValues({ path, keychain: undefined, warn: (message) => warnings.push(message) });
  assert.equal(await values.get("A"), "value of a");
  assert.match(warnings.join(), /could be read by others \(mode 644\)/);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  Deno.writeTextFileSync(path, "{");
  await assert.rejects(values.get("A"), (error) => isFault(error, "VALUES_INVALID"));
});

Deno.test("values set at the same time are all kept", async () => {
  using fake = system({ "secret-tool": SECRET_TOOL });
  const values = keptValues({ path: `${fake.top}/secrets.json`, keychain: fake.keychain() });
  await Promise.all(Array.from({ length: 10 }, (_, i) => values.set(`NAME_${i}`, `value ${i}`)));
  assert.equal(values.list().length, 10);
  assert.equal(await values.get("NAME_7"), "value 7");
});

Deno.test("secrets and credentials of one folder do not meet; captured ones end with their run", async () => {
  using fake = system({});
  const env: Environment = { get: (name) => name === "WORKSPACE_KEYCHAIN" ? "off" : fake.env.get(name) };
  const secrets = secretValues({ env, folder: fake.top });
  const credentials = keptCredentials({ env, folder: fake.top });
  await secrets.set("A", "a secret value");
  await credentials.set("A", "a token");
  assert.equal(await secrets.find("A"), "a secret value");
  assert.equal(await credentials.get("A"), "a token");
  assert.equal(await credentials.where("A"), `${fake.top}/credentials.json`);
  assert.equal(await secrets.delete("A"), true);
  assert.deepEqual(await secrets.list(), []);
  assert.equal(secrets.findCaptured("run-1"), undefined);
  secrets.capture("run-1", { TOKEN: "captured value" });
  assert.deepEqual(secrets.findCaptured("run-1"), { TOKEN: "captured value" });
  assert.equal(Deno.statSync(`${fake.top}/captured/run-1.json`).mode! & 0o777, 0o600);
  secrets.dropCaptured("run-1");
  secrets.dropCaptured("run-1");
  assert.equal(secrets.findCaptured("run-1"), undefined);
});
