import { compareRelease, findRelease, releaseAddress } from "../../domain/release/updates/find_release.ts";
import { downloadBinary, getAsset, replaceProgram, takeProgram } from "../../domain/release/updates/install_release.ts";
import type { ReleaseAsset } from "../../domain/release/updates/release_manifest.ts";
import type { Downloads } from "../../kernel/program.ts";
import { getReplaceable, openProgram, type UpdateContext } from "./open_program.ts";
import type { Update } from "./update_output.ts";

/** Installs a release in the place of the program that runs. Faults: `UPDATE_*`. */
export async function runInstall({ ports, log }: UpdateContext, wanted: string | undefined): Promise<Update> {
  const { program, env, processes, interruption } = ports;
  const base = releaseAddress(env.get("WORKSPACE_INSTALL_BASE_URL"));
  const opened = await openProgram({ ports, log });
  const file = getReplaceable(opened, program.profile);
  const { downloads, windows } = opened;
  log.info("Looking for releases...");
  log.debug(`Releases: ${base.href}`);
  const release = await findRelease(downloads, { base, version: wanted });
  const { version } = release.manifest;
  const state = compareRelease(program.version, version);
  const result = { from: program.version, version, path: file.path, kept: null };
  if (state === "same" || state === "older" && wanted === undefined) {
    return { ...result, updated: false, verified: { sha256: null, signature: "none" } };
  }
  const asset = getAsset(release, program.target);
  using _taken = takeProgram(file);
  log.info(`Downloading workspace ${version}...`);
  log.debug(`Archive: ${new URL(asset.file, release.folder).href}, ${asset.size} bytes`);
  const binary = await download({ ports, log }, { downloads, folder: release.folder, asset, windows });
  log.debug(`SHA-256: ${asset.sha256}`);
  log.info(`Installing workspace ${version}...`);
  const staged = file.stage(binary);
  log.debug(`New binary: ${staged.path}`);
  await replaceProgram(staged, { version, file, processes, interruption, windows });
  const kept = file.findKept() ? file.keptPath : null;
  return { ...result, kept, updated: true, verified: { sha256: asset.sha256, signature: "none" } };
}

async function download(
  { ports }: UpdateContext,
  from: { downloads: Downloads; folder: URL; asset: ReleaseAsset; windows: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const steps = 100;
  const bar = ports.progress.bar("Downloading", steps);
  let shown = 0;
  try {
    return await downloadBinary(from.downloads, {
      ...from,
      onProgress(received) {
        for (const reached = Math.floor(received / from.asset.size * steps); shown < reached; shown++) bar.step();
      },
    });
  } finally {
    bar.end();
  }
}
