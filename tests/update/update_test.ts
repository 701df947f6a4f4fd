import assert from "node:assert/strict";
import { makeRelease, serveReleases, tamper } from "../install/release_server.ts";
import { TARGETS } from "../../scripts/packaging/targets.ts";
import { InstalledProgram, type Outcome } from "./installed_program.ts";

const ignore = Deno.build.os === "windows";
const ARCHIVE = "workspace-linux-x86_64.tar.gz";

/** The code of the failure that was printed as JSON. */
function failure({ stdout }: Outcome): string {
  return JSON.parse(stdout).error.code;
}

Deno.test({
  name: "update install replaces the program, keeps the old one, and rollback brings it back and forth",
  ignore,
  async fn() {
    await using server = serveReleases([await makeRelease("2.0.0"), await makeRelease("1.0.0")]);
    using program = new InstalledProgram("1.0.0");
    Deno.chmodSync(program.path, 0o750);
    const updated = await program.run(["update", "install"], server);
    assert.equal(updated.code, 0, updated.stderr);
    assert.match(updated.stdout, /^✓ Updated workspace from 1\.0\.0 to 2\.0\.0$/m);
    assert.match(updated.stdout, /SHA-256: [0-9a-f]{64} \(releases are not signed\)/);
    assert.equal(await program.printed(), "workspace 2.0.0");
    assert.equal(Deno.statSync(program.path).mode! & 0o777, 0o750);
    assert.deepEqual(program.files(), ["workspace", "workspace.old"]);
    assert.match(Deno.readTextFileSync(`${program.path}.old`), /workspace 1\.0\.0/);

    const back = await program.run(["update", "rollback", "--format", "json"]);
    assert.equal(back.code, 0, back.stderr);
    assert.equal(JSON.parse(back.stdout).version, "1.0.0");
    assert.equal(await program.printed(), "workspace 1.0.0");
    const forth = await program.run(["update", "rollback"]);
    assert.match(forth.stdout, /^✓ Went back from workspace 1\.0\.0 to 2\.0\.0$/m);
    assert.equal(await program.printed(), "workspace 2.0.0");
    assert.deepEqual(program.files(), ["workspace", "workspace.old"]);
  },
});

Deno.test({
  name: "update install goes to an older version only when it is named, and does nothing for the same",
  ignore,
  async fn() {
    await using server = serveReleases([await makeRelease("1.0.0"), await makeRelease("0.9.0-beta.1")]);
    using program = new InstalledProgram("1.0.0");
    const same = await program.run(["update", "install"], server);
    assert.match(same.stdout, /workspace 1\.0\.0 is installed already/);
    using newer = new InstalledProgram("1.1.0-beta.0");
    assert.match((await newer.run(["update", "install"], server)).stdout, /Nothing to do: 1\.1\.0-beta\.0 is newer/);
    assert.deepEqual(server.requests.filter((path) => path.endsWith(ARCHIVE)), []);
    const older = await program.run(["update", "install", "--version", "v0.9.0-beta.1", "--format", "json"], server);
    assert.equal(older.code, 0, older.stdout);
    assert.equal(await program.printed(), "workspace 0.9.0-beta.1");
  },
});

Deno.test({
  name: "update check names the release and what installs it, and changes nothing",
  ignore,
  async fn() {
    const targets = TARGETS.filter(({ os }) => os === "linux");
    await using server = serveReleases([await makeRelease("2.0.0", { targets }), await makeRelease("1.5.0")]);
    using program = new InstalledProgram("1.0.0");
    const newest = await program.run(["update", "check"], server);
    assert.match(newest.stdout, /^ℹ workspace 2\.0\.0 \(2026-09-21\) is there; installed is 1\.0\.0$/m);
    assert.match(newest.stdout, /^To install it: `workspace update install`$/m);
    const named = await program.run(["update", "check", "--version", "1.5.0", "-f", "json"], server);
    assert.equal(JSON.parse(named.stdout).command, "workspace update install --version 1.5.0");
    const foreign = { ...server, env: { PROGRAM_TARGET: "x86_64-pc-windows-msvc" } };
    assert.match(
      (await program.run(["update", "check"], foreign)).stdout,
      /It has no binary for x86_64-pc-windows-msvc/,
    );
    const managed = { ...server, env: { WORKSPACE_MANAGED: "our image" } };
    assert.match((await program.run(["update", "check"], managed)).stdout, /^our image has installed the program/m);
    assert.deepEqual(program.files(), ["workspace"]);
  },
});

Deno.test({
  name: "update install changes nothing when what was downloaded is not what was released",
  ignore,
  async fn(t) {
    const release = await makeRelease("2.0.0");
    const flip = (data: Uint8Array<ArrayBuffer>) => data.with(data.length - 9, data.at(-9)! ^ 1);
    const cases: [string, ReturnType<typeof tamper>, string][] = [
      ["a wrong checksum", tamper(release, { ending: ARCHIVE, change: flip }), "UPDATE_DOWNLOAD_DAMAGED"],
      [
        "an archive that is too short",
        tamper(release, { ending: ARCHIVE, change: (data) => data.slice(0, 50) }),
        "UPDATE_DOWNLOAD_DAMAGED",
      ],
      [
        "an archive that is too long",
        tamper(release, { ending: ARCHIVE, change: (data) => new Uint8Array([...data, 0]) }),
        "UPDATE_DOWNLOAD_DAMAGED",
      ],
      [
        "a manifest that is a page of a proxy",
        tamper(release, { ending: "manifest.json", change: () => new TextEncoder().encode("<html>") }),
        "UPDATE_MANIFEST_INVALID",
      ],
      ["another target", await makeRelease("2.0.0", { targets: [] }), "UPDATE_TARGET_MISSING"],
    ];
    using program = new InstalledProgram("1.0.0");
    for (const [name, served, code] of cases) {
      await t.step(name, async () => {
        await using server = serveReleases([served]);
        assert.equal(failure(await program.run(["update", "install", "-f", "json"], server)), code);
        assert.equal(await program.printed(), "workspace 1.0.0");
        assert.deepEqual(program.files(), ["workspace"]);
      });
    }
  },
});

Deno.test({
  name: "update install changes nothing when the connection fails or breaks off",
  ignore,
  async fn(t) {
    const release = await makeRelease("2.0.0");
    using program = new InstalledProgram("1.0.0");
    const fails = async (server: { base: string }) => {
      const outcome = await program.run(["update", "install", "-f", "json"], server);
      assert.equal(outcome.code, 6, outcome.stdout);
      assert.equal(failure(outcome), "UPDATE_UNREACHABLE");
      assert.deepEqual(program.files(), ["workspace"]);
      return JSON.parse(outcome.stdout).error.cause as string;
    };
    await t.step("no network", async () => {
      await fails({ base: "http://127.0.0.1:1/releases" });
    });
    await t.step("a body that ends early", async () => {
      const broken = () =>
        new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(10));
            controller.error(new Error("gone"));
          },
        });
      await using server = serveReleases([release], {
        answer: (path) => path.endsWith(ARCHIVE) ? new Response(broken()) : undefined,
      });
      await fails(server);
    });
    await t.step("an error of the server", async () => {
      await using server = serveReleases([release], { answer: () => new Response("", { status: 503 }) });
      assert.match(await fails(server), /503/);
    });
    await t.step("redirects without an end", async () => {
      await using server = serveReleases([release], {
        answer: () => new Response(null, { status: 302, headers: { location: "/releases/x" } }),
      });
      assert.match(await fails(server), /more than 5 times/);
    });
    await t.step("a redirect to a file", async () => {
      await using server = serveReleases([release], {
        answer: () => new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } }),
      });
      assert.match(await fails(server), /less safe/);
    });
  },
});

Deno.test({
  name: "update install does not put a binary in place that does not start, or is another version",
  ignore,
  async fn(t) {
    const programs = {
      "another version": "#!/bin/sh\necho 'workspace 3.0.0'\n",
      "a failure": "#!/bin/sh\necho 'GLIBC_2.99 not found' >&2\nexit 1\n",
      "no program": "nothing that a shell knows\n",
    };
    using program = new InstalledProgram("1.0.0");
    for (const [name, script] of Object.entries(programs)) {
      await t.step(name, async () => {
        await using server = serveReleases([await makeRelease("2.0.0", { program: () => script })]);
        const outcome = await program.run(["update", "install", "-f", "json"], server);
        assert.equal(failure(outcome), "UPDATE_BINARY_BROKEN");
        assert.match(JSON.parse(outcome.stdout).error.hint, /Nothing was changed/);
        assert.deepEqual(program.files(), ["workspace"]);
        assert.equal(await program.printed(), "workspace 1.0.0");
      });
    }
    await t.step("one that starts everywhere but in its place", async () => {
      const script = `#!/bin/sh\ncase $0 in */workspace) exit 1 ;; esac\necho 'workspace 2.0.0'\n`;
      await using server = serveReleases([await makeRelease("2.0.0", { program: () => script })]);
      const outcome = await program.run(["update", "install", "-f", "json"], server);
      assert.match(JSON.parse(outcome.stdout).error.hint, /The old binary is back in its place/);
      assert.equal(await program.printed(), "workspace 1.0.0");
    });
  },
});

Deno.test({
  name: "update install leaves a program to the package manager that has installed it",
  ignore,
  async fn(t) {
    await using server = serveReleases([await makeRelease("2.0.0")]);
    for (
      const [below, command] of [
        ["opt/homebrew/Cellar/workspace/1.0.0/bin", "brew upgrade workspace"],
        ["scoop/apps/workspace/current", "scoop update workspace"],
        ["ProgramData/chocolatey/lib/workspace", "choco upgrade workspace"],
      ] as const
    ) {
      await t.step(command, async () => {
        using program = new InstalledProgram("1.0.0", { below });
        const outcome = await program.run(["update", "install", "-f", "json"], server);
        assert.equal(failure(outcome), "UPDATE_MANAGED");
        assert.match(JSON.parse(outcome.stdout).error.hint, new RegExp(command));
        const check = JSON.parse((await program.run(["update", "check", "-f", "json"], server)).stdout);
        assert.deepEqual([check.updateAvailable, check.command], [true, command]);
      });
    }
    await t.step("WORKSPACE_MANAGED", async () => {
      using program = new InstalledProgram("1.0.0");
      const managed = await program.run(["update", "install"], { ...server, env: { WORKSPACE_MANAGED: "our image" } });
      assert.match(managed.stderr, /our image has installed it/);
      const free = await program.run(["update", "install"], { ...server, env: { WORKSPACE_MANAGED: "0" } });
      assert.equal(free.code, 0);
    });
    assert.deepEqual(server.requests.filter((path) => path.endsWith(ARCHIVE)).length, 1);
  },
});

Deno.test({
  name: "update install says what to do when the program's folder cannot be written",
  ignore,
  async fn() {
    await using server = serveReleases([await makeRelease("2.0.0")]);
    using program = new InstalledProgram("1.0.0");
    Deno.chmodSync(program.path.replace(/\/workspace$/, ""), 0o555);
    // The superuser writes where the system would keep others from it: for it, Deno does.
    const outcome = await program.run(["update", "install"], { ...server, readOnly: Deno.uid() === 0 });
    assert.equal(outcome.code, 5);
    assert.match(outcome.stderr, /UPDATE_NOT_WRITABLE/);
    assert.match(outcome.stderr, /sudo workspace update install/);
    assert.deepEqual(server.requests.filter((path) => path.endsWith(ARCHIVE)), []);
  },
});

Deno.test({
  name: "of two updates at once one is refused, or both bring the same",
  ignore,
  async fn() {
    const release = await makeRelease("2.0.0");
    let release2: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => release2 = resolve);
    let finish: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => finish = resolve);
    await using server = serveReleases([release], {
      async answer(path) {
        if (!path.endsWith(ARCHIVE)) return new Response(null, { status: 599 });
        release2!();
        await gate;
        return new Response(release.files.get(`download/v2.0.0/${ARCHIVE}`)!);
      },
    });
    await using manifests = serveReleases([release], {
      answer: (path) => path.endsWith(ARCHIVE) ? Response.redirect(`${server.base}/${path}`) : undefined,
    });
    using program = new InstalledProgram("1.0.0");
    const first = program.run(["update", "install"], manifests);
    await arrived;
    const second = await program.run(["update", "install", "-f", "json"], manifests);
    assert.equal(failure(second), "UPDATE_RUNNING");
    finish!();
    assert.equal((await first).code, 0);
    assert.equal(await program.printed(), "workspace 2.0.0");
    assert.deepEqual(program.files(), ["workspace", "workspace.old"]);
  },
});

Deno.test({
  name: "update rollback says where it looked when no earlier binary is kept, and keeps one that does not run",
  ignore,
  async fn() {
    using program = new InstalledProgram("1.0.0");
    const none = await program.run(["update", "rollback", "-f", "json"]);
    assert.equal(failure(none), "UPDATE_NOTHING_KEPT");
    Deno.writeTextFileSync(`${program.path}.old`, "no program", { mode: 0o755 });
    const broken = await program.run(["update", "rollback", "-f", "json"]);
    assert.equal(failure(broken), "UPDATE_BINARY_BROKEN");
    assert.equal(await program.printed(), "workspace 1.0.0");
    assert.deepEqual(program.files(), ["workspace", "workspace.old"]);
  },
});
