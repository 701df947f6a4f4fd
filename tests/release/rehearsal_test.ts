import assert from "node:assert/strict";
import { TARGETS } from "../../scripts/packaging/targets.ts";
import { find } from "../install/installer.ts";
import { readAction, readJobs, Runner, runProgram, TOP } from "./runner.ts";

/** A clone of this checkout as it is on the disk, with one changeset and a remote to push to. */
async function checkOut(runner: Runner): Promise<string> {
  const checkout = `${runner.folder}/checkout`;
  const files =
    (await runProgram("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: TOP })).stdout
      .split("\0").filter((path) => path !== "");
  for (const path of files) {
    if (/^\.changesets\/[^/]*\.json$/.test(path)) continue;
    const stat = statOf(TOP + path);
    if (!stat?.isFile) continue;
    Deno.mkdirSync(`${checkout}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.copyFileSync(TOP + path, `${checkout}/${path}`);
  }
  Deno.mkdirSync(`${checkout}/.changesets`, { recursive: true });
  const at = "2026-01-02T03:04:05Z";
  const changeset = {
    id: "feature",
    branch: "feature",
    bump: "minor",
    environments: [],
    packages: ["workspace"],
    commits: [],
    message: "A rehearsed feature",
    createdAt: at,
    updatedAt: at,
  };
  Deno.writeTextFileSync(`${checkout}/.changesets/feature.json`, JSON.stringify(changeset));
  Deno.symlinkSync(`${TOP}node_modules`, `${checkout}/node_modules`);
  const script = `git init -q --bare ../origin.git && git init -q && git add -A . ':!node_modules' &&
    git -c user.name=A -c user.email=a@example.com commit -q -m 'feat: a rehearsed feature' &&
    git remote add origin "$PWD/../origin.git" && git push -q origin main`;
  const { code, stderr } = await runProgram("bash", ["-c", script], { cwd: checkout, env: runner.env });
  assert.equal(code, 0, stderr);
  return checkout;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

/** `deno`, but for what is not here: the runtimes of other platforms, and programs of theirs. */
const DENO = (deno: string, version: string) =>
  `case "$1 $2" in
  'task compile')
    folder=$(dirname "$(${deno} run -A --quiet scripts/package.ts program --target "$4")")
    mkdir -p "$folder"
    for name in workspace workspace.exe; do
      cat > "$folder/$name" <<PROGRAM
#!/bin/sh
case \\$1 in --version) echo 'workspace ${version}' ;; *) echo '{"build": {"target": "$4"}}' ;; esac
PROGRAM
      chmod 755 "$folder/$name"
    done ;;
  'task demo' | 'test -A') "$WORKSPACE_PROGRAM" --version ;;
  *) exec ${deno} "$@" ;;
esac`;

const CAN_REHEARSE = Deno.build.os === "linux" && ["jq", "git", "sha256sum", "tar"].every((name) => find(name)) &&
  statOf(`${TOP}.git`) !== undefined;

Deno.test({
  name: "release workflow: a rehearsal, from the changeset to the installed program",
  ignore: !CAN_REHEARSE,
  async fn(t) {
    using runner = new Runner();
    const jobs = readJobs(".github/workflows/release.yml");
    const checkout = await checkOut(runner);
    const step = (job: string, name: string) => {
      const found = jobs[job]!.steps!.find((each) => each.name === name);
      assert.ok(found?.run, `${job}: ${name}`);
      return found;
    };
    let tag = "";

    await t.step("a copy that names another repository is not released", async () => {
      const { code, stdout } = await runner.run(step("version", "Addresses are those of this repository"), checkout, {
        GITHUB_REPOSITORY: "someone/else",
      });
      assert.equal(code, 1);
      assert.match(stdout, /^::error file=install\.sh::/);
      await runner.mustRun(step("version", "Addresses are those of this repository"), checkout);
    });

    await t.step("the changesets decide the version, which is committed, tagged and pushed", async () => {
      const { version: before } = JSON.parse(Deno.readTextFileSync(`${checkout}/deno.json`));
      await runner.mustRun(step("version", "Name the author of the release"), checkout);
      const bump = step("version", "Bump versions, commit, tag and push");
      assert.match(await runner.mustRun(bump, checkout), /^Status: applied$/m);
      tag = runner.outputs.tag!;
      const [major, minor] = before.split(".").map(Number);
      assert.equal(tag, `v${major}.${minor + 1}.0`);
      const { stdout } = await runProgram("git", ["ls-remote", "origin"], { cwd: checkout, env: runner.env });
      assert.match(stdout, new RegExp(`refs/tags/${tag}$`, "m"));

      Deno.removeSync(runner.env.GITHUB_OUTPUT!);
      assert.match(await runner.mustRun(bump, checkout), /^Status: nothing-pending$/m);
      assert.equal(runner.outputs.tag, undefined);
    });

    await t.step("a tag that was pushed by hand is released as it is", async () => {
      await runner.mustRun(step("version", "Bump versions, commit, tag and push"), checkout, {
        GITHUB_REF_TYPE: "tag",
        GITHUB_REF_NAME: "v9.8.7",
      });
      assert.equal(runner.outputs.tag, "v9.8.7");
    });

    await t.step("each target is compiled, tried and packed", async () => {
      runner.fake("deno", DENO(Deno.execPath(), tag.slice(1)));
      const build = jobs.build!.steps!.filter(({ run, name }) =>
        run && !["Keep line ends", "Install Deno"].includes(name!)
      );
      for (const { triple } of TARGETS) {
        for (const each of build) await runner.mustRun(each, checkout, { TAG: tag, TARGET: triple });
      }
      for (const { archive } of TARGETS) assert.ok(statOf(`${checkout}/dist/release/${archive}`), archive);
      const wrong = await runner.run(step("build", "It is this version, for this platform"), checkout, {
        TAG: "v9.9.9",
        TARGET: TARGETS[0]!.triple,
      });
      assert.equal(wrong.code, 1);
    });

    await t.step("the release has every file, and the changelog's section as its notes", async () => {
      runner.fake("gh", `printf '%s\\n' "$@" > "$RUNNER_TEMP/gh"`);
      await runner.mustRun(step("publish", "Manifest, checksums and what package managers read"), checkout);
      await runner.mustRun(step("publish", "Release"), checkout, { TAG: tag });
      const args = Deno.readTextFileSync(`${runner.folder}/temp/gh`).trim().split("\n");
      assert.deepEqual(args.slice(0, 3), ["release", "create", tag]);
      assert.ok(args.includes("--latest") && !args.includes("--prerelease"));
      const files = args.filter((arg) => arg.startsWith("dist/release/")).map((arg) =>
        arg.slice("dist/release/".length)
      );
      for (
        const name of [
          "manifest.json",
          "checksums.txt",
          "install.sh",
          "install.ps1",
          ...TARGETS.map((each) => each.archive),
        ]
      ) {
        assert.ok(files.includes(name), name);
      }
      assert.equal(Deno.readTextFileSync(`${checkout}/dist/notes.md`), "### Added\n\n- A rehearsed feature\n");
      assert.ok(statOf(`${checkout}/dist/packaging/homebrew/workspace.rb`));
      await runner.mustRun(step("publish", "Release"), checkout, { TAG: "v2.0.0-beta.1" });
      assert.match(Deno.readTextFileSync(`${runner.folder}/temp/gh`), /^--prerelease$/m);
    });

    await t.step("install.sh installs it, and setup-workspace does", async () => {
      await using server = serveFolder(`${checkout}/dist/release`, tag);
      const env = { TAG: tag, WORKSPACE_INSTALL_BASE_URL: server.base };
      await runner.mustRun(step("install", "install.sh"), checkout, env);

      const [choose, , install] = readAction();
      Deno.removeSync(runner.env.GITHUB_OUTPUT!);
      await runner.mustRun(choose!, checkout, { VERSION: "latest", TOOL_CACHE: `${runner.folder}/tools` });
      const folder = runner.outputs.path!;
      const given = {
        VERSION: "latest",
        FOLDER: folder,
        CACHED: "",
        BASE_URL: server.base,
        ACTION_PATH: `${checkout}/.github/actions/setup-workspace`,
      };
      await runner.mustRun(install!, checkout, given);
      assert.equal(runner.outputs.version, tag.slice(1));
      assert.equal(Deno.readTextFileSync(`${runner.folder}/path`), `${folder}\n`);
      // What the cache has is not downloaded again.
      await runner.mustRun(install!, checkout, { ...given, CACHED: "true", BASE_URL: "http://127.0.0.1:1" });
    });

    await t.step("the tap gets the formula, once", async () => {
      const script =
        "git init -q --bare ../tap.git && git clone -q ../tap.git ../tap && mkdir -p $RUNNER_TEMP/packaging && " +
        "cp -R dist/packaging/. $RUNNER_TEMP/packaging";
      assert.equal((await runProgram("bash", ["-c", script], { cwd: checkout, env: runner.env })).code, 0);
      const tap = `${runner.folder}/tap`;
      for (let i = 0; i < 2; i++) {
        const env = { FILE: "homebrew/workspace.rb", FOLDER: "Formula", TAG: tag };
        await runner.mustRun(step("tap", "Commit the new version"), tap, env);
      }
      const { stdout } = await runProgram("git", ["log", "--format=%s", "origin/main"], { cwd: tap, env: runner.env });
      assert.equal(stdout, `workspace ${tag.slice(1)}\n`);
    });
  },
});

/** Serves a folder as the release of a tag. */
function serveFolder(folder: string, tag: string): { base: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const name = new URL(request.url).pathname.replace(/^\/(latest\/download|download\/[^/]+)\//, "");
    const isThere = request.url.includes("/latest/") || request.url.includes(`/${tag}/`);
    return isThere && statOf(`${folder}/${name}`)
      ? new Response(Deno.readFileSync(`${folder}/${name}`))
      : new Response(null, { status: 404 });
  });
  return { base: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}
