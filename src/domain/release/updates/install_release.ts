import { isFault } from "../../../kernel/fault.ts";
import type { Interruption, Processes } from "../../../kernel/ports.ts";
import type { Downloads, ProgramFile, StagedProgram } from "../../../kernel/program.ts";
import { ArchiveError, extractFile } from "./archive.ts";
import {
  UPDATE_BINARY_BROKEN,
  UPDATE_DOWNLOAD_DAMAGED,
  UPDATE_NOT_WRITABLE,
  UPDATE_RUNNING,
  UPDATE_TARGET_MISSING,
  UPDATE_UNREACHABLE,
} from "./faults.ts";
import type { FoundRelease } from "./find_release.ts";
import type { ReleaseAsset } from "./release_manifest.ts";

/** The archive for a target. Fault: `UPDATE_TARGET_MISSING`. */
export function getAsset({ manifest: { version, assets } }: FoundRelease, target: string): ReleaseAsset {
  if (Object.hasOwn(assets, target)) return assets[target]!;
  throw UPDATE_TARGET_MISSING({ version, target, targets: Object.keys(assets) });
}

/**
 * Downloads an archive, compares its size and SHA-256 with the manifest, and takes the program out of it. Faults:
 * `UPDATE_UNREACHABLE`, `UPDATE_DOWNLOAD_DAMAGED`.
 */
export async function downloadBinary(
  downloads: Downloads,
  { folder, asset, windows, onProgress }: {
    folder: URL;
    asset: ReleaseAsset;
    windows: boolean;
    onProgress?: (received: number) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const { file, sha256, size } = asset;
  const damaged = (problem: string) => UPDATE_DOWNLOAD_DAMAGED({ file, problem });
  const url = new URL(file, folder);
  const answer = await downloads.fetch(url, { maxBytes: size, ...onProgress && { onProgress } });
  if (answer.kind === "missing") throw UPDATE_UNREACHABLE({ url: url.href, problem: "It does not exist." });
  if (answer.kind === "failed") throw UPDATE_UNREACHABLE({ url: url.href, problem: answer.problem });
  if (answer.kind === "too-large") throw damaged(`It is larger than the ${size} bytes that it should have.`);
  const { bytes } = answer;
  if (bytes.length !== size) throw damaged(`It has ${bytes.length} bytes and should have ${size}.`);
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  if (found !== sha256) throw damaged(`Its SHA-256 should be ${sha256} and is ${found}.`);
  try {
    return await extractFile(bytes, { archive: file, name: windows ? "workspace.exe" : "workspace" });
  } catch (error) {
    if (error instanceof ArchiveError) throw damaged(error.message);
    throw error;
  }
}

/** What replacing the program takes. */
export interface Replacement {
  file: ProgramFile;
  processes: Processes;
  interruption: Interruption;
  windows: boolean;
}

/**
 * Takes the program for the time of an update. Faults: `UPDATE_RUNNING`; `UPDATE_NOT_WRITABLE` before anything is
 * downloaded in vain.
 */
export function takeProgram(file: ProgramFile): Disposable {
  const path = file.path;
  try {
    file.checkWritable();
  } catch (error) {
    if (!isFault(error, "FILE_UNWRITABLE")) throw error;
    throw UPDATE_NOT_WRITABLE({ path, problem: error.reason }, { cause: error });
  }
  const lock = file.lock();
  if (!lock) throw UPDATE_RUNNING({ path });
  return lock;
}

/**
 * Puts a binary in the program's place: it is tried beside it, renamed, and tried again where it now is. Where it does
 * not say `workspace <version>`, everything is as before. Faults: `UPDATE_BINARY_BROKEN`, and those of files.
 */
export async function replaceProgram(
  staged: StagedProgram,
  { version, file, processes, interruption, windows }: Replacement & { version: string },
): Promise<void> {
  using _held = interruption.hold();
  const runs = (path: string) => printVersion(path, { processes, windows });
  let restore: (() => void) | undefined;
  try {
    const tried = await runs(staged.path);
    if (tried !== `workspace ${version}`) throw UPDATE_BINARY_BROKEN({ version, printed: tried, restored: false });
    ({ restore } = staged.place());
    const printed = await runs(file.path);
    if (printed !== `workspace ${version}`) throw UPDATE_BINARY_BROKEN({ version, printed, restored: true });
  } catch (error) {
    if (restore) restore();
    else staged.discard();
    throw error;
  }
}

/**
 * What a binary prints for `--version`, on one line. A shell starts it: Deno starts programs that it was granted by
 * name, and a new binary has none yet.
 */
export async function printVersion(
  path: string,
  { processes, windows }: Pick<Replacement, "processes" | "windows">,
): Promise<string> {
  const [shell, args] = windows
    ? ["cmd", ["/d", "/c", path.replaceAll("/", "\\"), "--version"]] as const
    : ["sh", ["-c", 'exec "$0" --version', path]] as const;
  const env = { WORKSPACE_FORMAT: "", WORKSPACE_LOG_LEVEL: "", WORKSPACE_ROOT: "" };
  const { code, stdout, stderr } = await processes.run(shell, [...args], { env });
  const printed = `${code === 0 ? "" : `(exit code ${code}) `}${stdout.trim() || stderr.trim()}`;
  return printed.replace(/\s+/g, " ").slice(0, 500);
}
