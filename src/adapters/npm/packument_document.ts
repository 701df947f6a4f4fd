import type { PackumentVersion } from "../../kernel/registry.ts";
import { withoutDists } from "./without_dists.ts";

/** What is kept of a packument: compact, since most versions of a package say the same. */
export interface KeptPackument {
  name: string;
  distTags: Record<string, string>;
  versions: string[];
  /** For each version the index of what it says in `facts`. */
  says: number[];
  /** What versions say besides their number; each is there once. */
  facts: Facts[];
  time?: Record<string, string>;
  modified?: string;
  /** Whether publishing times and licences were asked for. */
  full: boolean;
}

export type Facts = Omit<PackumentVersion, "version">;

/** More versions than any package has. */
const MAX_VERSIONS = 100_000;

/** Semantic Versioning 2.0, without a `v`. */
const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/;

const UTF_8 = new TextDecoder();

/** A document that is not a packument; the message says why. */
export class InvalidPackument extends Error {}

/**
 * Reads a registry's document, full or abbreviated, and keeps what this program uses. What is wrong in part (a
 * dist-tag that is no text, a version that is none, a key such as `__proto__`) is left out; what is wrong as a whole
 * throws `InvalidPackument`.
 */
export function readPackumentDocument(
  body: Uint8Array,
  request: { name: string; full: boolean; contentType: string | null },
): KeptPackument {
  let document: unknown;
  try {
    document = JSON.parse(withoutDists(UTF_8.decode(body)));
  } catch (error) {
    const start = UTF_8.decode(body.subarray(0, 200)).trimStart();
    if (start === "") throw new InvalidPackument("The answer is empty.");
    if (start.startsWith("<")) throw new InvalidPackument("The answer is a web page, not JSON.");
    throw new InvalidPackument(`The answer is not JSON: ${(error as Error).message}`);
  }
  if (!isTable(document)) throw new InvalidPackument("The answer is no object.");
  if (document.name !== undefined && document.name !== request.name) {
    throw new InvalidPackument(`The answer is about another package: ${JSON.stringify(document.name).slice(0, 100)}.`);
  }
  const versions = document.versions;
  if (!isTable(versions)) throw new InvalidPackument("The answer has no table of versions.");
  const kept: KeptPackument = {
    name: request.name,
    distTags: textTable(document["dist-tags"], (version) => isVersion(version)) ?? {},
    versions: [],
    says: [],
    facts: [],
    full: request.full || isTable(document.time) && !request.contentType?.includes("install-v1"),
  };
  const indexes = new Map<string, number>();
  for (const version in versions) {
    const manifest = versions[version];
    if (!isTable(manifest) || !isVersion(version)) continue;
    if (kept.versions.length === MAX_VERSIONS) throw new InvalidPackument(`It has more than ${MAX_VERSIONS} versions.`);
    const key = statedFacts(manifest);
    let index = indexes.get(key);
    if (index === undefined) {
      index = kept.facts.push(readFacts(manifest)) - 1;
      indexes.set(key, index);
    }
    kept.versions.push(version);
    kept.says.push(index);
  }
  if (isTable(document.time)) {
    kept.time = textTable(document.time, isTime, (version) => isVersion(version)) ?? {};
  }
  const modified = document.modified ?? (isTable(document.time) ? document.time.modified : undefined);
  if (typeof modified === "string" && isTime(modified)) kept.modified = modified;
  return kept;
}

/** By version, what a packument says of each; versions are new objects that share what they say. */
export function versionsOf({ versions, says, facts }: KeptPackument): Record<string, PackumentVersion> {
  const table: Record<string, PackumentVersion> = {};
  for (let i = 0; i < versions.length; i++) {
    const version = versions[i]!;
    table[version] = { version, ...facts[says[i]!] };
  }
  return table;
}

/** Whether a value read from a file is what `readPackumentDocument` made. */
export function isKeptPackument(value: unknown): value is KeptPackument {
  if (!isTable(value)) return false;
  const { name, distTags, versions, says, facts, time, modified, full } = value;
  return typeof name === "string" && isTable(distTags) && Array.isArray(versions) && Array.isArray(says) &&
    Array.isArray(facts) && says.length === versions.length && typeof full === "boolean" &&
    says.every((index) => Number.isInteger(index) && index >= 0 && index < facts.length) &&
    (time === undefined || isTable(time)) && (modified === undefined || typeof modified === "string");
}

/** What `readFacts` looks at, as one text: manifests that say the same have the same facts. */
function statedFacts(manifest: Record<string, unknown>): string {
  const { deprecated, peerDependencies, peerDependenciesMeta, engines, license, licenses } = manifest;
  const stated = deprecated ?? peerDependencies ?? peerDependenciesMeta ?? engines ?? license ?? licenses;
  if (stated === undefined) return "";
  return JSON.stringify([deprecated, peerDependencies, peerDependenciesMeta, engines, license, licenses]);
}

function readFacts(manifest: Record<string, unknown>): Facts {
  const facts: Facts = {};
  const { deprecated } = manifest;
  if (typeof deprecated === "string" && deprecated !== "") facts.deprecated = deprecated;
  else if (deprecated === true) facts.deprecated = "deprecated";
  const peers = textTable(manifest.peerDependencies);
  if (peers) facts.peerDependencies = peers;
  if (isTable(manifest.peerDependenciesMeta)) {
    const optional = Object.entries(manifest.peerDependenciesMeta).flatMap(([name, meta]) =>
      isTable(meta) && meta.optional === true ? [name] : []
    );
    if (optional.length > 0) facts.optionalPeers = optional;
  }
  const engines = textTable(manifest.engines);
  if (engines) facts.engines = engines;
  const license = licenseOf(manifest.license ?? manifest.licenses);
  if (license !== undefined) facts.license = license;
  return facts;
}

/** Old manifests have `{ type }`, or a list of them. */
function licenseOf(stated: unknown): string | undefined {
  if (typeof stated === "string") return stated || undefined;
  if (Array.isArray(stated)) {
    const each = stated.map(licenseOf).filter((one) => one !== undefined);
    return each.length > 1 ? `(${each.join(" OR ")})` : each[0];
  }
  if (isTable(stated)) return licenseOf(typeof stated.type === "string" ? stated.type : stated.name);
  return undefined;
}

/** The entries that are texts; undefined where there are none. */
function textTable(
  value: unknown,
  accepts: (text: string) => boolean = () => true,
  acceptsKey: (key: string) => boolean = () => true,
): Record<string, string> | undefined {
  if (!isTable(value)) return undefined;
  let table: Record<string, string> | undefined;
  for (const key in value) {
    const text = value[key];
    if (typeof text !== "string" || !accepts(text) || FORBIDDEN.has(key) || !acceptsKey(key)) continue;
    (table ??= {})[key] = text;
  }
  return table;
}

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

function isVersion(text: string): boolean {
  return text.length <= 256 && VERSION.test(text);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
