import assert from "node:assert/strict";
import { powershellArguments, powershellQuoted, selfCommand, shellQuoted, throughShell } from "./self_command.ts";

Deno.test("the program is started again the way it was started", async () => {
  assert.deepEqual(selfCommand({ profile: "release" }), [Deno.execPath()]);
  const [deno, ...args] = selfCommand({ profile: "source" });
  assert.equal(deno, Deno.execPath());
  assert.equal(args.at(-1), Deno.mainModule);
  assert.ok(args.includes("--no-prompt"));

  const module = `data:text/javascript,console.log(JSON.stringify(Deno.args))`;
  const [program, line] = throughShell([
    ...selfCommand({ profile: "bundle", mainModule: module }),
    "a b",
    "$HOME",
    "it's",
  ], false);
  assert.equal(program, "sh");
  const { stdout } = await new Deno.Command(program, { args: line, cwd: "/" }).output();
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), ["a b", "$HOME", "it's"]);
});

Deno.test("texts reach shells as they are", async () => {
  const text = 'it\'s "$HOME" `x` \\ \n end';
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `printf %s ${shellQuoted(text)}`] }).output();
  assert.equal(new TextDecoder().decode(stdout), text);
  assert.equal(powershellQuoted('it\'s ‘so’ "$x"'), "'it''s ‘‘so’’ \"$x\"'");
  const script = "Write-Output 'ü'";
  const encoded = Uint8Array.fromBase64(powershellArguments(script).at(-1)!);
  assert.equal(new TextDecoder("utf-16le").decode(encoded), script);
  const [program, line] = throughShell(["C:\\x y\\deno.exe", "it's"], true);
  assert.equal(program, "powershell");
  assert.equal(
    new TextDecoder("utf-16le").decode(Uint8Array.fromBase64(line.at(-1)!)),
    "& 'C:\\x y\\deno.exe' 'it''s'; exit $LASTEXITCODE",
  );
});
