/**
 * Makes a release out of compiled programs. `.github/workflows/release.yml` calls it.
 *
 *     deno run -A scripts/package.ts program --target <triple>                   where the compiled program lies
 *     deno run -A scripts/package.ts archive --target <triple> --binary <path>   the archive, and the .deb for Linux
 *     deno run -A scripts/package.ts release                                     manifest, checksums, package managers
 *     deno run -A scripts/package.ts notes                                       the version's section of CHANGELOG.md
 *
 * The version is that of deno.json; commit and times are those of HEAD, so that the bytes follow from the commit.
 */
import { parseArgs } from "node:util";
import { assembleRelease, packTarget } from "./packaging/assemble.ts";
import { readReleaseNotes } from "./packaging/release_notes.ts";
import { getTarget, programPath } from "./packaging/targets.ts";

const ROOT = new URL("..", import.meta.url).pathname.replace(/^\/(?=[A-Za-z]:)/, "");

/** Runs one of the commands above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals: [command] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      target: { type: "string" },
      binary: { type: "string" },
      out: { type: "string", default: `${ROOT}dist/release` },
      packaging: { type: "string", default: `${ROOT}dist/packaging` },
    },
  });
  const { version } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as { version: string };
  const { out, packaging, target, binary } = values;
  switch (command) {
    case "program":
      return console.log(ROOT + programPath(getTarget(target ?? Deno.build.target)));
    case "archive": {
      if (!target || !binary) throw new Error("archive needs --target and --binary");
      const time = Number(git("log", "-1", "--format=%ct"));
      for (const name of await packTarget(ROOT, { triple: target, binary, version, time, out })) {
        console.log(`${out}/${name}`);
      }
      return;
    }
    case "release": {
      const date = new Date(Number(git("log", "-1", "--format=%ct")) * 1000).toISOString().replace(".000", "");
      await assembleRelease({ version, date, commit: git("rev-parse", "HEAD"), folder: out, packaging });
      return;
    }
    case "notes":
      return console.log(readReleaseNotes(Deno.readTextFileSync(`${ROOT}CHANGELOG.md`), version).trimEnd());
    default:
      throw new Error("usage: package.ts program|archive|release|notes");
  }
}

function git(...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command("git", { args, cwd: ROOT }).outputSync();
  if (!success) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}

if (import.meta.main) await run(Deno.args);
