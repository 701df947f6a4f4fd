import assert from "node:assert/strict";
import { isInstalled, Pty } from "./pty.ts";

const ignore = !isInstalled("script");
const PROGRAM = `"${Deno.execPath()}" run -q -A --no-prompt "${new URL("./probe_main.ts", import.meta.url).pathname}"`;
const UP = "\x1b[A";
const DOWN = "\x1b[B";

/** Runs the program on a terminal and hands it over; afterwards it must have ended with `code`. */
async function onTerminal(
  commandLine: string,
  test: (terminal: Pty) => Promise<void>,
  options: { code?: number; env?: Record<string, string> } = {},
): Promise<void> {
  const cwd = Deno.makeTempDirSync({ prefix: "prompt_" });
  try {
    await using terminal = new Pty(commandLine, { cwd, env: { LANG: "C.UTF-8", ...options.env } });
    await test(terminal);
    assert.equal(await terminal.ends(), options.code ?? 0);
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

Deno.test({
  name: "select: arrow keys choose; the look of PRD 9.3",
  ignore,
  fn: () =>
    onTerminal(`${PROGRAM} ask select`, async (terminal) => {
      await terminal.sees(/\? What bump type will this be\? \(Use arrow keys\)\n[^]*major - Breaking changes/);
      assert.match(
        terminal.shown,
        /\n {2}❯ patch - Backward compatible bug fixes\n {4}minor - New backward compatible features\n {4}major - Breaking/,
      );
      await terminal.type(DOWN);
      await terminal.sees(/ {2}❯ minor - New/);
      await terminal.type(`${DOWN}${DOWN}`);
      await terminal.sees(/ {2}❯ major - Breaking/);
      await terminal.type(UP);
      await terminal.sees(/ {2}❯ minor - New/);
      await terminal.type("\r");
      await terminal.sees(/✓ What bump type will this be\? minor\n[^]*ANSWER "minor"/);
    }),
});

Deno.test({
  name: "select: begins at the initial choice, shows labels",
  ignore,
  fn: () =>
    onTerminal(`${PROGRAM} ask preselected`, async (terminal) => {
      await terminal.sees(/ {2}❯ Bee/);
      await terminal.type("\r");
      await terminal.sees(/✓ Which\? Bee\n[^]*ANSWER "b"/);
    }),
});

Deno.test({
  name: "checkbox: space chooses; boxes stand in one column",
  ignore,
  fn: () =>
    onTerminal(`${PROGRAM} ask checkbox`, async (terminal) => {
      await terminal.sees(/\? Which environments should this target\? \(Space to select, Enter to confirm\)\n/);
      await terminal.type(" ");
      await terminal.sees(/❯ ◉ development\n {2}◉ staging\n {2}◯ production - live/);
      await terminal.type(`${DOWN} ${DOWN} `);
      await terminal.sees(/ {2}◉ development\n {2}◯ staging\n❯ ◉ production - live/);
      await terminal.type("\r");
      await terminal.sees(/ANSWER \["development","production"\]/);
      assert.match(terminal.shown, /✓ Which environments should this target\? development, production/);
    }),
});

Deno.test({
  name: "confirm: the default is in capitals, y and n answer",
  ignore,
  async fn() {
    await onTerminal(`${PROGRAM} ask confirm`, async (terminal) => {
      await terminal.sees(/\? Apply these upgrades\? \(y\/N\)/);
      await terminal.type("\r");
      await terminal.sees(/ANSWER false/);
    });
    await onTerminal(`${PROGRAM} ask confirm`, async (terminal) => {
      await terminal.sees(/\(y\/N\)/);
      await terminal.type("y\r");
      await terminal.sees(/ANSWER true/);
    });
    await onTerminal(`${PROGRAM} ask confirm-yes`, async (terminal) => {
      await terminal.sees(/\? Go on\? \(Y\/n\)/);
      await terminal.type("n\r");
      await terminal.sees(/ANSWER false/);
    });
  },
});

Deno.test({
  name: "input: typed below the question, refused with the reason, editable",
  ignore,
  async fn() {
    await onTerminal(`${PROGRAM} ask input`, async (terminal) => {
      await terminal.sees(/\? Enter changeset message \(optional\):\n {2}›/);
      await terminal.type("bad\r");
      await terminal.sees(/Not like this/);
      await terminal.type("\x7f\x7f\x7fAdd new authentication système 日本\r");
      await terminal.sees(/ANSWER "Add new authentication système 日本"/);
    });
    await onTerminal(`${PROGRAM} ask input-initial`, async (terminal) => {
      await terminal.sees(/› \(core\)/);
      await terminal.type("\r");
      await terminal.sees(/ANSWER "core"/);
    });
  },
});

Deno.test({
  name: "Ctrl-C ends with 130, says so, and gives the terminal back",
  ignore,
  async fn() {
    for (const question of ["select", "checkbox", "confirm", "input"]) {
      const line =
        `${PROGRAM} ask ${question}; echo CODE $?; stty -a | grep -o ' icanon\\| -icanon\\| echo \\| -echo '`;
      await onTerminal(line, async (terminal) => {
        await terminal.sees(/\? /);
        await terminal.type("\x03");
        await terminal.sees(/Interrupted \(INTERRUPTED\)[^]*CODE 130\n\s*icanon\n\s*echo/);
        assert.ok(terminal.raw.lastIndexOf("\x1b[?25h") >= terminal.raw.lastIndexOf("\x1b[?25l"), "cursor is hidden");
      });
    }
  },
});

Deno.test({
  name: "questions go to stderr: the result can be redirected while they are asked",
  ignore,
  fn: () =>
    onTerminal(`${PROGRAM} ask confirm > answer.txt; cat answer.txt`, async (terminal) => {
      await terminal.sees(/Apply these upgrades/);
      await terminal.type("y\r");
      await terminal.sees(/^ANSWER true$/m);
    }),
});

Deno.test({
  name: "nothing is asked in CI, with --no-interactive, of JSON, in a pipe, on a dumb terminal",
  ignore,
  async fn() {
    const cases: [line: string, env: Record<string, string>][] = [
      [`${PROGRAM} ask available`, { CI: "true" }],
      [`${PROGRAM} ask available --no-interactive`, {}],
      [`${PROGRAM} ask available --format json-compact`, {}],
      [`echo y | ${PROGRAM} ask available`, {}],
      [`${PROGRAM} ask available 2>/dev/null`, {}],
      [`${PROGRAM} ask available`, { TERM: "dumb" }],
    ];
    for (const [line, env] of cases) {
      await onTerminal(line, async (terminal) => void await terminal.sees(/(ANSWER |"answer":)false/), { env });
    }
    await onTerminal(`${PROGRAM} ask available`, async (terminal) => void await terminal.sees(/ANSWER true/));
  },
});

Deno.test({
  name: "spinner and bar show on a terminal and are gone afterwards",
  ignore,
  fn: () =>
    onTerminal(`${PROGRAM} ask progress`, async (terminal) => {
      await terminal.sees(/ANSWER 1/);
      assert.match(terminal.raw, /⠋ Working/);
      assert.match(terminal.raw, /\[██████████░░░░░░░░░░\] 50% packages/);
      assert.ok(terminal.raw.includes("[████████████████████] 100% packages\r\x1b[2KANSWER"));
    }),
});

Deno.test("of spinner and bar nothing is in a pipe", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", new URL("./probe_main.ts", import.meta.url).pathname, "ask", "progress"],
    stdin: "null",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "ANSWER 1\n");
  assert.equal(new TextDecoder().decode(stderr), "");
});
