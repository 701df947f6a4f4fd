import assert from "node:assert/strict";
import { launchdAgent, type ServiceProgram, systemdUnit, utf16, windowsTask } from "./service_files.ts";
import { servicePlaces } from "./service_place.ts";

const SERVICE: ServiceProgram = {
  argv: ["/opt/my tools/workspace", "server", "start", "--name", 'a"b\\c', "--tls-cert", "/etc/100%/$HOME/c.pem"],
  variables: { WORKSPACE_HOME: "/srv/it's <here> & 50%" },
  log: "/srv/server.log",
};

Deno.test("systemd: words are quoted, and neither specifiers nor variables are filled in", () => {
  const lines = systemdUnit(SERVICE).split("\n");
  assert.ok(
    lines.includes(
      'ExecStart="/opt/my tools/workspace" server start --name "a\\"b\\\\c" --tls-cert "/etc/100%%/$$HOME/c.pem"',
    ),
  );
  assert.ok(lines.includes(`Environment="WORKSPACE_HOME=/srv/it's <here> & 50%%"`));
  assert.ok(lines.includes("Restart=on-failure"));
  assert.ok(lines.includes("WantedBy=default.target"));
});

Deno.test("launchd: texts stand in XML, and a server that was stopped well stays stopped", () => {
  const text = launchdAgent(SERVICE);
  assert.match(text, /<string>a&#34;b\\c<\/string>/);
  assert.match(text, /<string>\/srv\/it&#39;s &#60;here&#62; &#38; 50%<\/string>/);
  assert.match(text, /<key>SuccessfulExit<\/key>\s*<false\/>/);
  assert.equal(text.match(/<string>/g)?.length, text.match(/<\/string>/g)?.length);
});

Deno.test("Windows: the task is a script that no quote in a value ends", () => {
  const text = windowsTask(SERVICE, "DOMAIN\\a&b");
  assert.match(text, /<UserId>DOMAIN\\a&#38;b<\/UserId>/);
  const [, script] = /-EncodedCommand ([\w+/=]+)</.exec(text)!;
  const bytes = Uint8Array.fromBase64(script!);
  assert.equal(
    new TextDecoder("utf-16le").decode(bytes),
    "$env:WORKSPACE_HOME = '/srv/it''s <here> & 50%'; & '/opt/my tools/workspace' 'server' 'start' '--name' 'a\"b\\c' " +
      "'--tls-cert' '/etc/100%/$HOME/c.pem' *>> '/srv/server.log'; exit $LASTEXITCODE",
  );
  assert.deepEqual([...utf16("<").subarray(0, 4)], [0xff, 0xfe, 0x3c, 0]);
});

Deno.test("services lie where each system looks for those of a user", () => {
  const at = (target: string, variables: Record<string, string>) => {
    const places = servicePlaces({
      env: { get: (name) => variables[name] },
      program: { target } as Parameters<typeof servicePlaces>[0]["program"],
    });
    return [places.supervisor, places.path];
  };
  const home = { HOME: "/home/ada" };
  assert.deepEqual(at("x86_64-unknown-linux-gnu", home), [
    "systemd",
    "/home/ada/.config/systemd/user/workspace-server.service",
  ]);
  assert.deepEqual(at("x86_64-unknown-linux-gnu", { ...home, XDG_CONFIG_HOME: "/conf" }), [
    "systemd",
    "/conf/systemd/user/workspace-server.service",
  ]);
  assert.deepEqual(at("aarch64-apple-darwin", home), [
    "launchd",
    "/home/ada/Library/LaunchAgents/workspace.server.plist",
  ]);
  const windows = { USERPROFILE: "C:/Users/ada", LOCALAPPDATA: "C:/Users/ada/AppData/Local" };
  assert.deepEqual(at("x86_64-pc-windows-msvc", windows), [
    "task-scheduler",
    "C:/Users/ada/AppData/Local/workspace/workspace-server.xml",
  ]);
  assert.deepEqual(at("x86_64-unknown-linux-gnu", {}), ["systemd", undefined]);
});
