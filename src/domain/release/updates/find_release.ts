import type { Download, Downloads } from "../../../kernel/program.ts";
import { compareVersions } from "../versions/version.ts";
import { RELEASES } from "./address.ts";
import {
  UPDATE_ADDRESS_INVALID,
  UPDATE_MANIFEST_INVALID,
  UPDATE_UNREACHABLE,
  UPDATE_VERSION_NOT_FOUND,
} from "./faults.ts";
import { MAX_MANIFEST_BYTES, parseReleaseManifest, type ReleaseManifest } from "./release_manifest.ts";

/** A release that was found, and the folder that its files lie in (with a slash at its end). */
export interface FoundRelease {
  manifest: ReleaseManifest;
  folder: URL;
}

/**
 * The base address of releases: what WORKSPACE_INSTALL_BASE_URL says, or the project's own. https, or http on this
 * machine. Fault: `UPDATE_ADDRESS_INVALID`.
 */
export function releaseAddress(stated: string | undefined): URL {
  const address = stated || RELEASES;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe = url?.protocol === "https:" || url?.protocol === "http:" && isLoopback(url);
  // What is written into a fault is shown: a password is not.
  if (!url || !isSafe || url.username || url.password || url.search || url.hash) {
    throw UPDATE_ADDRESS_INVALID({ address: address.replace(/\/\/[^/]*@/, "//") });
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/`;
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * The newest release, or that of `version` (with or without `v`). Faults: `UPDATE_VERSION_NOT_FOUND`,
 * `UPDATE_UNREACHABLE`, `UPDATE_MANIFEST_INVALID`.
 */
export async function findRelease(
  downloads: Downloads,
  { base, version }: { base: URL; version: string | undefined },
): Promise<FoundRelease> {
  const wanted = version?.replace(/^v/, "");
  const folderOf = (each: string) => new URL(`download/v${encodeURIComponent(each)}/`, base);
  const url = new URL("manifest.json", wanted === undefined ? new URL("latest/download/", base) : folderOf(wanted));
  const answer = await downloads.fetch(url, { maxBytes: MAX_MANIFEST_BYTES });
  if (answer.kind === "missing") throw UPDATE_VERSION_NOT_FOUND({ version: wanted, url: url.href });
  const manifest = parseReleaseManifest(fileOf(answer, url));
  if (typeof manifest === "string") throw UPDATE_MANIFEST_INVALID({ url: url.href, problem: manifest });
  if (wanted !== undefined && manifest.version !== wanted) {
    throw UPDATE_MANIFEST_INVALID({ url: url.href, problem: `It describes ${manifest.version}, not ${wanted}.` });
  }
  return { manifest, folder: folderOf(manifest.version) };
}

/** The bytes of a download. Faults: `UPDATE_UNREACHABLE`, `UPDATE_MANIFEST_INVALID`. */
function fileOf(answer: Exclude<Download, { kind: "missing" }>, url: URL): Uint8Array<ArrayBuffer> {
  if (answer.kind === "file") return answer.bytes;
  if (answer.kind === "failed") throw UPDATE_UNREACHABLE({ url: url.href, problem: answer.problem });
  throw UPDATE_MANIFEST_INVALID({ url: url.href, problem: `It is larger than ${MAX_MANIFEST_BYTES} bytes.` });
}

/**
 * What a release is to the program that runs. Without a version that was asked for, an older release is nothing to
 * install: the program is a prerelease, or newer than the mirror.
 */
export function compareRelease(current: string, release: string): "newer" | "same" | "older" {
  const order = compareVersions(release, current);
  return order > 0 ? "newer" : order < 0 ? "older" : "same";
}
