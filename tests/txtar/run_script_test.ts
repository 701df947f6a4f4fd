import assert from "node:assert/strict";
import { formatArchive, parseArchive } from "./archive.ts";
import { lineDiff } from "./line_diff.ts";
import { programLines, runScript, scriptContexts, ScriptFailure } from "./run_script.ts";
import { fillIn, parseScript } from "./script.ts";
import { HAS_TERMINAL, plainText, readKeys, runOnTerminal } from "./terminal.ts";

const run = (text: string, update = false) => runScript(text, { name: "x.txtar", update });

async function failureOf(text: string): Promise<string> {
  try {
    await run(text);
  } catch (error) {
    assert.ok(error instanceof ScriptFailure, String(error));
    return error.message;
  }
  throw new Error("the script passed");
}

Deno.test("an archive is a comment and files, and is written as it was read", () => {
  const text = "# a\nexec true\n-- a.txt --\nx\n\n-- b/c.txt --\n-- d --\ny\n";
  const archive = parseArchive(text);
  assert.deepEqual(archive, {
    comment: "# a\nexec true\n",
    files: [{ path: "a.txt", content: "x\n\n" }, { path: "b/c.txt", content: "" }, { path: "d", content: "y\n" }],
  });
  assert.equal(formatArchive(archive), text);
  assert.equal(parseArchive("-- a --\nx").files[0]!.content, "x\n");
});

Deno.test("words are split at spaces, quotes keep them together", () => {
  const words = (line: string, env = {}) => parseScript(line)[0]!.words.map((word) => fillIn(word, env));
  assert.deepEqual(words(`exec a 'b c' "d\\n\\"e" f'g'"h" '' "" # i`), ["exec", "a", "b c", 'd\n"e', "fgh", "", ""]);
  assert.deepEqual(words("exec 'it''s' '$A' $A ${A}b \"$A\" \"\\$A\" a#b", { A: "x y" }), [
    "exec",
    "it's",
    "$A",
    "x y",
    "x yb",
    "x y",
    "$A",
    "a#b",
  ]);
  assert.throws(() => words("exec $NONE"), /\$NONE is not set/);
  assert.throws(() => parseScript("\nexec 'a"), /line 2: a quote is not closed/);
  assert.throws(() => parseScript("[unix]"), /line 1: a condition without a command/);
  const [line] = parseScript("[unix] [!root] ! exec true");
  assert.deepEqual([line!.conditions, line!.negated], [["unix", "!root"], true]);
});

Deno.test("a line that does not hold fails with what was run and what came out", async () => {
  const message = await failureOf("exec echo hello\nstdout hullo\n");
  assert.match(message, /^x\.txtar:2: stdout hullo\n {2}stdout does not match \/hullo\/m/);
  assert.match(message, /> echo hello \(exit code 0\)\n {2}\[stdout\]\n {2}hello$/);
  assert.match(await failureOf("! exec true"), /was to fail, and exited with 0/);
  assert.match(await failureOf("exec sh -c 'echo oops >&2; exit 3'"), /it exited with 3[^]*\[stderr\]\n {2}oops/);
  assert.match(await failureOf("nonsense"), /x\.txtar:1: nonsense\n {2}unknown command nonsense/);
  assert.match(await failureOf("[moon] exec true"), /unknown condition \[moon\]/);
  assert.match(await failureOf("exec seq 1 100\nexit 1"), /… 40 more lines/);
});

Deno.test("checks hold, or with ! do not", async () => {
  await run(`
exec cat data.json
json a.0.b 1
json a[b=2].c text
json a.length 2
json ["x.y"] true
json a.0 '{"b":1}'
json s '5'
! json a.0.b 2
! json nothing
json s ~ '^[0-9]$'
jsonfile data.json a.1.c text
cmp stdout data.json
grep text data.json
! grep texts data.json
exists data.json
! exists none.json
! exec sh -c 'exit 7'
exit 7
! exit 0
exec cat nested/path.txt
cmpenv stdout expected.txt
-- data.json --
{"a": [{"b": 1}, {"b": 2, "c": "text"}], "x.y": true, "s": "5"}
-- nested/path.txt --
1 workspace
-- expected.txt --
1 workspace
`);
  for (
    const wrong of [
      "json a 2",
      "json b",
      "! json a 1",
      "jsonfile f a 2",
      "! exists f",
      "exists g",
      "! stdout a",
      "exit 1",
    ]
  ) {
    await failureOf(`exec cat f\n${wrong}\n-- f --\n{"a": 1}\n`);
  }
  assert.match(
    await failureOf("exec cat a\ncmp stdout b\n-- a --\n1\n-- b --\n2\n"),
    /stdout \(\+\) and b \(-\) differ/,
  );
  assert.match(await failureOf("exec echo a\nstdout a b"), /quote it/);
  assert.match(await failureOf("stdout a"), /no program has run yet/);
});

Deno.test("a difference shows the lines that differ and two around them", () => {
  assert.equal(lineDiff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\nfour\n5\n6\n"), " 2\n 3\n-4\n+four\n 5\n 6\n…");
  assert.equal(lineDiff("a\n", "a\nb\n"), " a\n+b\n ");
  assert.equal(lineDiff("a\nb", "b"), "-a\n b");
  assert.match(
    lineDiff(["x", ..."abcdefgh", "y"].join("\n"), [..."abcdefgh"].join("\n")),
    /^-x\n a\n b\n…\n g\n h\n-y$/,
  );
});

Deno.test("files are prepared in a work folder that nothing outlives", async () => {
  await run(`
mkdir a/b
cd a
cp ../f b
append b/f two
replace b/f one three
grep '^three$' b/f
grep '^two$' b/f
mv b/f g
! exists b/f
symlink link g
grep two link
chmod 600 g
[unix] exec stat -c %a g
[linux] stdout 600
rm g b
! exists g
cd $WORK
env GREETING=hello
exec sh -c 'echo $GREETING $TZ $CI; pwd'
stdout '^hello UTC$'
stdout '^\\$WORK$'
unset GREETING
stdin f
exec cat
stdout one
cp stdout copy
cmp copy f
-- f --
one
`);
});

Deno.test("repositories have fixed authors and times, branches and remotes", async () => {
  await run(`
repo
git log -1 '--format=%an %ae %cI'
stdout '^Ada Example ada@example.com 2026-01-02T03:05:05\\+00:00$'
branch feature/x
append a.txt more
commit "feat: more"
git log '--format=%s %ct'
stdout 'feat: more 1767323165\\nchore: initial commit 1767323105'
branch main
! grep more a.txt
remote
git ls-remote origin
stdout refs/heads/main
clock 2027-01-01T00:00:00Z
exec sh -c 'echo $SOURCE_DATE_EPOCH'
stdout 1798761600
git status --porcelain
! stdout .
-- a.txt --
`);
});

Deno.test("an expectation that differs is rewritten when that is asked for", async () => {
  const { updated } = await run("exec echo new\ncmp stdout a\n-- a --\nold\n", true);
  assert.equal(updated, "exec echo new\ncmp stdout a\n-- a --\nnew\n");
  assert.equal((await run("exec echo same\ncmp stdout a\n-- a --\nsame\n", true)).updated, undefined);
});

Deno.test("a script is skipped where its condition holds", async () => {
  assert.deepEqual(await run("skip 'not today'\nexec false"), { skipped: "not today" });
  assert.deepEqual(await run("[!exec:no-such-program-here] [exec:git] skip x"), { skipped: "x" });
});

Deno.test("a script says in which contexts it is run, and its lines can be of one of them", async () => {
  assert.deepEqual(scriptContexts("# both\ncontexts local remote\nmkdir a\n"), ["local", "remote"]);
  assert.deepEqual(scriptContexts("mkdir a\n"), []);
  const text = "contexts local\n[local] mkdir here\n[remote] mkdir there\nexists here\n! exists there\n";
  await runScript(text, { name: "x.txtar", context: "local" });
});

Deno.test("values of JSON become variables, and a program is run until it says what is wanted", async () => {
  await run(`workspace version --format json
let V version
until "^workspace $V" workspace version
exec echo $V
stdout '^\\d+\\.'
`);
  assert.match(await failureOf("workspace version --format json\nlet V nothing\n"), /there is no nothing on stdout/);
  assert.deepEqual(programLines("until 'x y' workspace run get\n"), [["run", "get"]]);
});

Deno.test({
  name: "what a script started does not outlive it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const mark = `6${String(Deno.pid).padStart(8, "0")}`;
    await run(`mkdir $WORKSPACE_HOME/data\nexec sh -c 'setsid sleep ${mark} >/dev/null 2>&1 &'\n`);
    const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
    assert.ok(!new TextDecoder().decode(stdout).includes(`sleep ${mark}`));
  },
});

Deno.test("the program runs, and its structured output is checked", async () => {
  await run("workspace version --format json\njson version $VERSION\nschema version\n! schema help version");
  await run("[unix] exec workspace version\n[unix] stdout workspace");
  assert.match(await failureOf("workspace versoin"), /it exited with 2/);
});

Deno.test({
  name: "a terminal's user types what is expected of them",
  ignore: !HAS_TERMINAL,
  async fn() {
    const options = { cwd: "/", env: { PATH: Deno.env.get("PATH")!, TERM: "xterm" } };
    const script = 'test -t 0 && test -t 1; echo "name?"; read name; echo "hello $name"; exit 4';
    const expectations = [{ pattern: /name\?/, keys: readKeys("Ada<enter>") }];
    const result = await runOnTerminal(["sh", "-c", script], { ...options, expectations });
    assert.equal(result.code, 4);
    assert.match(result.stdout, /hello Ada\n$/);
    const never = [{ pattern: /age\?/, keys: "" }];
    await assert.rejects(runOnTerminal(["true"], { ...options, expectations: never }), /never showed \/age\\\?\//);
  },
});

Deno.test("control sequences are taken out of what a terminal shows, and keys have names", () => {
  assert.equal(plainText("\x1b[?25l\x1b[1mbold\x1b[22m\r\n\x1b]0;title\x07x\x1b[2K\rdone\x08"), "bold\nxdone");
  assert.equal(readKeys("a<space><down><unknown><ctrl-c>"), "a \x1b[B<unknown>\x03");
});

Deno.test("a script may have a registry of its own, and look at what it was asked", async () => {
  await run(`registry registry.json
exec ${Deno.execPath()} eval 'console.log((await (await fetch(Deno.env.get("REGISTRY") + "/a")).json())["dist-tags"])'
stdout '1\.1\.0'
requests
cmp stdout asked.txt
exec sh -c 'echo $REGISTRY'
stdout '^.REGISTRY$'
-- registry.json --
{ "packages": { "a": { "versions": ["1.0.0", "1.1.0"] } } }
-- asked.txt --
GET a 200
`);
});
