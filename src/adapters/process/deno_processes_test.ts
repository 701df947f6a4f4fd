import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import type { Environment } from "../../kernel/ports.ts";
import { systemClock } from "./clock.ts";
import { denoProcesses } from "./deno_processes.ts";
import { denoEnvironment, LINKER_NAMES, PASSED_ON_NAMES, pickEnvironment } from "./environment.ts";

const of = (values: Record<string, string>): Environment => ({ get: (name) => values[name] });
const processes = denoProcesses(of({}));

Deno.test("a program's output and code come back, with a byte order mark kept", async () => {
  const script = "printf '\\357\\273\\277out'; echo err >&2; exit 3";
  assert.deepEqual(await processes.run("sh", ["-c", script]), { code: 3, stdout: "\uFEFFout", stderr: "err\n" });
});

Deno.test("a program ended by a signal has the code 128 and its number", async () => {
  assert.equal((await processes.run("sh", ["-c", "kill -9 $$"])).code, 137);
});

Deno.test("input is given whole, and without input stdin is at its end", async () => {
  const input = "ä".repeat(300_000);
  assert.equal((await processes.run("cat", [], { input })).stdout, input);
  assert.equal((await processes.run("cat", [])).stdout, "");
  assert.equal((await processes.run("true", [], { input })).code, 0);
});

Deno.test("programs run in the folder and with the variables given, besides the inherited ones", async () => {
  const cwd = Deno.realPathSync(Deno.makeTempDirSync());
  const result = await processes.run("sh", ["-c", 'pwd; echo "$GREETING"; test -n "$PATH"'], {
    cwd,
    env: { GREETING: "hello" },
  });
  assert.deepEqual(result, { code: 0, stdout: `${cwd}\nhello\n`, stderr: "" });
  Deno.removeSync(cwd);
});

Deno.test("a package manager gets what it needs to reach registries, and no other secrets", async () => {
  const values = {
    PATH: Deno.env.get("PATH")!,
    HOME: "/h",
    NPM_TOKEN: "n",
    HTTPS_PROXY: "p",
    GITHUB_TOKEN: "g",
    CI: "1",
  };
  const { stdout } = await denoProcesses(of(values)).run("env", [], { inherits: "registries", env: { EXTRA: "e" } });
  const names = stdout.trim().split("\n").map((line) => line.split("=")[0]).filter((name) => name !== "_").sort();
  assert.deepEqual(names, ["EXTRA", "HOME", "HTTPS_PROXY", "NPM_TOKEN", "PATH"]);
});

Deno.test("a missing program and a missing folder are told apart", async () => {
  await assert.rejects(processes.run("no-such-program-here", []), (error) => isFault(error, "PROGRAM_NOT_FOUND"));
  await assert.rejects(
    processes.run("sh", [], { cwd: "/no/such/folder" }),
    (error) => isFault(error, "WORKING_FOLDER_NOT_FOUND"),
  );
});

Deno.test("variables of the dynamic linker are not passed on, the known others are", async () => {
  const path = Deno.env.get("PATH")!;
  const env = of({ LD_PRELOAD: "/nowhere.so", PATH: path, HOME: "/h", GH_TOKEN: "t", UNKNOWN_NAME: "x" });
  const { stdout } = await denoProcesses(env).run("env", [], { env: { EXTRA: "1" } });
  assert.deepEqual(stdout.trim().split("\n").sort(), ["EXTRA=1", "GH_TOKEN=t", "HOME=/h", `PATH=${path}`]);
});

Deno.test("under a run list, a linker variable that may not even be read stops no program", async () => {
  const module = new URL("./deno_processes.ts", import.meta.url).href;
  const script = `
    const { denoProcesses } = await import(${JSON.stringify(module)});
    const { denoEnvironment } = await import(${JSON.stringify(new URL("./environment.ts", import.meta.url).href)});
    console.log((await denoProcesses(denoEnvironment()).run("sh", ["-c", "echo ran"])).stdout);`;
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  Deno.writeTextFileSync(file, script);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-run=sh",
      "--allow-env=PATH,HOME",
      "--allow-read",
      "--allow-import",
      file,
    ],
    env: { LD_LIBRARY_PATH: "/nowhere" },
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "ran", new TextDecoder().decode(stderr));
  Deno.removeSync(file);
});

Deno.test("no name that is passed on belongs to the dynamic linker", () => {
  assert.deepEqual(PASSED_ON_NAMES.filter((name) => /^(LD|DYLD)_/.test(name)), []);
  assert.ok(LINKER_NAMES.every((name) => /^(LD|DYLD)_/.test(name)));
  assert.equal(new Set(PASSED_ON_NAMES).size, PASSED_ON_NAMES.length);
});

Deno.test("an environment gives what is set, and undefined for the rest", () => {
  assert.equal(denoEnvironment().get("PATH"), Deno.env.get("PATH"));
  assert.equal(denoEnvironment().get("NO_SUCH_VARIABLE_HERE"), undefined);
  assert.equal(denoEnvironment().get("="), undefined);
  assert.deepEqual(pickEnvironment(of({ A: "", B: "b" }), ["A", "B", "C"]), { A: "", B: "b" });
});

Deno.test("SOURCE_DATE_EPOCH fixes the time", () => {
  assert.equal(systemClock(of({ SOURCE_DATE_EPOCH: "1700000000" })).now().toString(), "2023-11-14T22:13:20Z");
  const before = Temporal.Now.instant();
  assert.ok(Temporal.Instant.compare(systemClock(of({})).now(), before) >= 0);
  assert.throws(
    () => systemClock(of({ SOURCE_DATE_EPOCH: "soon" })).now(),
    (error) => isFault(error, "SOURCE_DATE_EPOCH_INVALID"),
  );
});

Deno.test({
  name: "a program that takes longer than its limit is ended, and its code is 124",
  ignore: Deno.build.os === "windows",
  async fn() {
    const processes = denoProcesses({ get: (name) => Deno.env.get(name) });
    const { code } = await processes.run("sleep", ["60"], { limitMilliseconds: 20 });
    assert.equal(code, 124);
    const fast = await processes.run("sh", ["-c", "echo done"], { limitMilliseconds: 60_000 });
    assert.deepEqual([fast.code, fast.stdout], [0, "done\n"]);
  },
});
