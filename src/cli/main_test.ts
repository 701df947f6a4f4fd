import assert from "node:assert/strict";
import { fault } from "../kernel/fault.ts";
import { integer, object, text } from "../kernel/schema.ts";
import help from "../commands/help/help.ts";
import { type Command, command, type Ports, type Tree } from "./command.ts";
import { flag, integer as wholeNumber, optionalArgument, value } from "./option.ts";
import { type Host, main } from "./main.ts";

const LOST = fault<{ name: string; token: string }>({
  code: "LOST",
  exit: 8,
  when: "Lost.",
  message: ({ name }) => `${name} is lost`,
  cause: () => "Nobody\nhas seen it; https://user:secret@host/x.",
  hint: () => "Look for it.",
});

const greet = command({
  arguments: { name: optionalArgument("NAME", "Who") },
  options: { loud: flag("Loudly"), fail: value("HOW", "How to fail") },
  examples: [["workspace greet", "Greets"]],
  needs: { read: ["project"] },
  output: object({ greeting: text(), length: integer() }),
  formats: { toml: "text", shout: ({ greeting }, ui) => `${ui.style.bold(greeting)}!` },
  async run({ args, options, log, directory, globals, render }) {
    log.info("Greeting...");
    log.debug(`in ${directory}`);
    switch (options.fail) {
      case "written": {
        const hello = { greeting: "Hello", length: 5 };
        const forms = [await render(hello), await render(hello, "json-compact"), await render(hello, "shout")];
        return { greeting: JSON.stringify(forms), length: 0 };
      }
      case "fault":
        throw LOST({ name: args.name ?? "It", token: "npm_aaaaaaaaaaaaaaaaaaaaaaaa" }, { cause: new Error("inner") });
      case "faults":
        throw new AggregateError([LOST({ name: "A", token: "" }), LOST({ name: "B", token: "" })]);
      case "bug":
        throw new TypeError("x is not a function");
      case "text":
        throw "just a text";
      case "permission":
        throw new Deno.errors.NotCapable("Requires net access");
    }
    const greeting = `${globals.format === "toml" ? "toml " : ""}Hello${args.name ? `, ${args.name}` : ""}`;
    return { greeting: options.loud ? greeting.toUpperCase() : greeting, length: greeting.length };
  },
  text: ({ greeting }, ui) => ui.style.success(greeting),
  exit: ({ length }) => length > 20 ? 10 : 0,
});

const shell = command({
  arguments: { how: optionalArgument("HOW", "How") },
  examples: [],
  needs: {},
  output: object({}),
  forShell: true,
  run({ args }) {
    if (args.how === "fail") throw new Error("kept to itself");
    return {};
  },
  text: () => Promise.resolve("answer"),
});

const count = command({
  options: { to: wholeNumber("N", "The last number"), fail: flag("Fail after the first") },
  examples: [],
  needs: {},
  output: object({ number: integer() }),
  streams: true,
  tellsOfRun: ({ to }) => to !== undefined,
  async run({ options, emit }) {
    const last = options.to ?? 2;
    for (let number = 1; number < last; number++) {
      await emit({ number });
      if (options.fail) throw LOST({ name: "two", token: "" });
    }
    return { number: last };
  },
  text: ({ number }) => number === 2 ? "" : `${number}!`,
  exit: ({ number }) => number === 3 ? 2 : 0,
});

const leaf = (summary: string, loaded: Command) => ({ summary, load: () => Promise.resolve({ default: loaded }) });
const tree: Tree = [{
  title: "All",
  commands: {
    greet: leaf("Greet someone", greet),
    count: leaf("Count", count),
    things: {
      summary: "Things",
      aliases: ["thing"],
      actions: { list: leaf("List", greet), drop: leaf("Drop", greet) },
    },
    shell: leaf("Answers a shell", shell),
    help: leaf("Help", help),
  },
}];

/** Runs a command line on a host that only remembers. */
async function run(argv: string[], options: { env?: Record<string, string>; terminal?: boolean } = {}) {
  const written = { stdout: "", stderr: "" };
  const revoked: string[] = [];
  const looked: string[] = [];
  const host: Host = {
    plugged: () => Promise.resolve({ commands: {}, formats: {}, problems: [] }),
    tree,
    terminal: {
      write: (stream, text) => void (written[stream] += text),
      isTerminal: () => options.terminal ?? false,
      columns: () => 80,
      readInput: () => Promise.resolve(""),
      openScreen: () => assert.fail("no screen is asked for"),
    },
    env: { get: (name) => options.env?.[name] },
    version: "1.2.3",
    timeZone: () => "UTC",
    workingDirectory: () => "/work",
    isDirectory(path) {
      looked.push(`${path}, ${revoked.length} revoked`);
      return path !== "/work/nowhere";
    },
    resolve: (base, path) => path.startsWith("/") ? path : `${base}/${path}`,
    revoke: (category) => void revoked.push(category),
    ports: () => ({}) as Ports,
  };
  const code = await main(argv, host);
  return { code, ...written, revoked, looked };
}

Deno.test("text: the result on stdout, logs on stderr, the exit code from the result", async () => {
  const { code, stdout, stderr, revoked } = await run(["greet", "Ada"]);
  assert.deepEqual([code, stdout, stderr], [0, "Hello, Ada\n", "INFO: Greeting...\n"]);
  assert.deepEqual(revoked, ["write", "net", "env", "run", "sys", "ffi", "import"]);
  assert.equal((await run(["greet", "somebody with a long name"])).code, 10);
});

Deno.test("a format of one command is printed in its own way", async () => {
  const colored = { env: { CLICOLOR_FORCE: "1" } };
  assert.equal((await run(["greet", "--format", "shout"], colored)).stdout, "\x1b[1mHello\x1b[22m!\n");
  assert.match((await run(["greet", "--format", "shuot"])).stderr, /Did you mean 'shout'/);
});

Deno.test("a command can have results as they would be printed, without colours", async () => {
  const { stdout } = await run(["greet", "--fail", "written", "--no-color"], { env: { CLICOLOR_FORCE: "1" } });
  assert.deepEqual(JSON.parse(stdout), ["Hello\n", `{"success":true,"greeting":"Hello","length":5}\n`, "Hello!\n"]);
});

Deno.test("JSON, compact JSON and YAML hold the same result, whatever the log level", async () => {
  const expected = { success: true, greeting: "HELLO, ADA", length: 10 };
  for (const level of ["silent", "trace"]) {
    const line = ["greet", "Ada", "--loud", "-l", level, "-f"];
    const pretty = await run([...line, "json"]);
    assert.deepEqual(JSON.parse(pretty.stdout), expected);
    assert.equal(pretty.stderr === "", level === "silent");
    assert.equal((await run([...line, "json-compact"])).stdout, `${JSON.stringify(expected)}\n`);
    assert.equal((await run([...line, "yaml"])).stdout, "success: true\ngreeting: HELLO, ADA\nlength: 10\n");
  }
  assert.equal((await run(["greet", "-f", "toml"])).stdout, "toml Hello\n");
});

Deno.test("a command that streams prints each item at once, JSON as lines, YAML as documents", async () => {
  const text = await run(["count", "--to", "3"]);
  assert.deepEqual([text.code, text.stdout], [2, "1!\n3!\n"]);
  const json = await run(["count", "--to", "3", "--format", "json"]);
  assert.equal(json.stdout, '{"number":1}\n{"number":2}\n{"number":3}\n');
  assert.equal((await run(["count", "-f", "yaml"])).stdout, "---\nnumber: 1\n---\nnumber: 2\n");
  const failed = await run(["count", "--fail", "-f", "json"]);
  const lines = failed.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual([lines.length, lines[0].number, lines[1].success], [2, 1, false]);
});

Deno.test("where 2 tells of a cancelled run, invalid arguments are 64", async () => {
  assert.equal((await run(["count", "--nope"])).code, 2);
  const { code, stdout } = await run(["count", "--to", "3", "--nope", "-f", "json"]);
  assert.deepEqual([code, JSON.parse(stdout).error.exitCode], [64, 64]);
});

Deno.test("--root is looked at before permissions are given up", async () => {
  const { code, looked } = await run(["-r", "sub", "greet"]);
  assert.deepEqual([code, looked], [0, ["/work/sub, 0 revoked"]]);
});

Deno.test("the names that a mistake is near to are in the hint, not in the details", async () => {
  const { error } = JSON.parse((await run(["greet", "--lout", "-f", "json"])).stdout);
  assert.match(error.hint, /--loud/);
  assert.deepEqual(error.details, { option: "--lout", command: "greet" });
});

Deno.test("log levels", async () => {
  const logged = async (level: string) => (await run(["greet", "-l", level])).stderr;
  assert.deepEqual([await logged("silent"), await logged("error"), await logged("warn")], ["", "", ""]);
  assert.equal(await logged("info"), "INFO: Greeting...\n");
  assert.equal(await logged("debug"), "INFO: Greeting...\nDEBUG: in /work\n");
});

Deno.test("format and level come from the environment; an option wins; a wrong one is refused", async () => {
  const env = { WORKSPACE_FORMAT: "json", WORKSPACE_LOG_LEVEL: "silent" };
  assert.deepEqual((await run(["greet"], { env })).stderr, "");
  assert.ok(JSON.parse((await run(["greet"], { env })).stdout).success);
  assert.equal((await run(["greet", "-f", "text"], { env })).stdout, "Hello\n");
  const wrong = await run(["greet"], { env: { WORKSPACE_FORMAT: "jsn", WORKSPACE_LOG_LEVEL: "loud" } });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Invalid value 'jsn' for WORKSPACE_FORMAT[^]*Did you mean 'json'/);
  assert.match(wrong.stderr, /Invalid value 'loud' for WORKSPACE_LOG_LEVEL/);
  assert.equal((await run(["greet"], { env: { WORKSPACE_FORMAT: "" } })).stdout, "Hello\n");
});

Deno.test("a failure as text: what, why and what to do, without secrets", async () => {
  const { code, stdout, stderr } = await run(["greet", "Ada", "--fail", "fault", "-l", "silent"]);
  assert.deepEqual([code, stdout], [8, ""]);
  assert.equal(
    stderr,
    "ERROR: Ada is lost (LOST)\n  why: Nobody\n       has seen it; https://***@host/x.\n  fix: Look for it.\n",
  );
});

Deno.test("a failure as JSON: the envelope on stdout, nothing else there", async () => {
  const { code, stdout } = await run(["greet", "Ada", "--fail", "fault", "-f", "json"]);
  assert.equal(code, 8);
  assert.deepEqual(JSON.parse(stdout), {
    success: false,
    error: {
      code: "LOST",
      message: "Ada is lost",
      cause: "Nobody\nhas seen it; https://***@host/x.",
      hint: "Look for it.",
      exitCode: 8,
      details: { name: "Ada", token: "***" },
    },
  });
});

Deno.test("several failures are all told", async () => {
  const asText = await run(["greet", "--fail", "faults"]);
  assert.match(asText.stderr, /A is lost \(LOST\)[^]*B is lost \(LOST\)/);
  const { error } = JSON.parse((await run(["greet", "--fail", "faults", "-f", "json"])).stdout);
  assert.equal(error.message, "A is lost");
  assert.deepEqual(error.details.others, [{ code: "LOST", message: "B is lost" }]);
  const wrong = await run(["greet", "--lod", "-f", "json-compact", "--fail"]);
  assert.equal(wrong.stdout.split("\n").length, 2);
  assert.equal(JSON.parse(wrong.stdout).error.code, "OPTION_UNKNOWN");
});

Deno.test("--debug shows the stack, and that of what caused it", async () => {
  const { stderr } = await run(["greet", "--fail", "fault", "--debug"]);
  assert.match(stderr, /at .*main_test\.ts/);
  assert.match(stderr, /caused by Error: inner/);
});

Deno.test("what is no fault is a bug: 70; a missing permission is told as such", async () => {
  const bug = await run(["greet", "--fail", "bug"]);
  assert.equal(bug.code, 70);
  assert.match(bug.stderr, /Internal error: x is not a function \(INTERNAL\)[^]*This is a bug in workspace/);
  assert.match((await run(["greet", "--fail", "text"])).stderr, /Internal error: just a text/);
  const denied = await run(["greet", "--fail", "permission"]);
  assert.equal(denied.code, 1);
  assert.match(denied.stderr, /PERMISSION_DENIED/);
});

Deno.test("version: before the command, in every format", async () => {
  assert.equal((await run(["-V"])).stdout, "workspace 1.2.3\n");
  assert.deepEqual(JSON.parse((await run(["--version", "-f", "json"])).stdout), { success: true, version: "1.2.3" });
  assert.equal((await run(["greet", "--version"])).code, 2);
});

Deno.test("help: of the program, an object, a command; not where an option is wrong", async () => {
  const root = await run([]);
  assert.equal(root.code, 0);
  assert.match(root.stdout, /ALL:\n {4}greet {4}Greet someone/);
  assert.match((await run(["thing", "--help"])).stdout, /workspace-things[^]*'workspace thing' is the same/);
  assert.match((await run(["greet", "-h"])).stdout, /USAGE:\n {4}workspace greet \[NAME\] \[OPTIONS\]/);
  assert.equal((await run(["greet", "--help", "--lod"])).code, 2);
  assert.equal(JSON.parse((await run(["greet", "--help", "-f", "json"])).stdout).command.command, "greet");
});

Deno.test("an object without an action, an unknown command", async () => {
  const group = await run(["things"]);
  assert.equal(group.code, 2);
  assert.match(group.stderr, /'workspace things' needs an action[^]*list, drop/);
  assert.match((await run(["gret"])).stderr, /Did you mean 'greet'/);
});

Deno.test("--root is where the command runs; it must exist", async () => {
  assert.match((await run(["greet", "-r", "sub", "-l", "debug"])).stderr, /in \/work\/sub/);
  assert.match((await run(["greet", "-l", "debug"], { env: { WORKSPACE_ROOT: "/other" } })).stderr, /in \/other/);
  const missing = await run(["greet", "--root", "nowhere"]);
  assert.equal(missing.code, 5);
  assert.match(missing.stderr, /Root directory 'nowhere' does not exist/);
});

Deno.test("colours on a terminal, unless NO_COLOR, --no-color, TERM=dumb or CLICOLOR=0; forced by CLICOLOR_FORCE", async () => {
  const colored = async (argv: string[], env: Record<string, string>, terminal: boolean) =>
    (await run(["greet", ...argv], { env, terminal })).stdout.includes("\x1b[32m");
  assert.equal(await colored([], {}, true), true);
  assert.equal(await colored([], {}, false), false);
  assert.equal(await colored(["--no-color"], {}, true), false);
  for (const [name, value] of [["NO_COLOR", "1"], ["TERM", "dumb"], ["CLICOLOR", "0"]] as const) {
    assert.equal(await colored([], { [name]: value }, true), false);
  }
  assert.equal(await colored([], { CLICOLOR_FORCE: "1" }, false), true);
  assert.equal(await colored([], { CLICOLOR_FORCE: "0" }, false), false);
  assert.equal(await colored([], { NO_COLOR: "1", CLICOLOR_FORCE: "1" }, true), false);
});

Deno.test("what answers a shell is text whatever is set, and keeps failures to itself", async () => {
  const env = { WORKSPACE_FORMAT: "nonsense", WORKSPACE_LOG_LEVEL: "trace", WORKSPACE_ROOT: "/work/nowhere" };
  const quiet = { code: 0, stdout: "", stderr: "" };
  const outcome = async (...argv: string[]) => {
    const { code, stdout, stderr } = await run(argv, { env, terminal: true });
    return { code, stdout, stderr };
  };
  assert.deepEqual(await outcome("shell", "fail"), quiet);
  assert.deepEqual(await outcome("shell", "--wrong"), quiet);
  assert.deepEqual(await outcome("shell"), quiet);
  assert.equal((await run(["shell"], { env: { WORKSPACE_FORMAT: "json" } })).stdout, "answer\n");
});
