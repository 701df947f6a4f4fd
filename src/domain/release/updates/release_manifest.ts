import { type Infer, integer, object, record, type Schema, text, violations } from "../../../kernel/schema.ts";

const open = <T>(schema: Schema<T>): Schema<T> => ({ ...schema, additionalProperties: true });

/** Archives are far smaller; a manifest that says otherwise is none of ours. */
export const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;
export const MAX_MANIFEST_BYTES = 1024 * 1024;

const ASSET = open(object({
  file: text({ pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]*\\.(tar\\.gz|zip)$" }),
  sha256: text({ pattern: "^[0-9a-f]{64}$" }),
  size: integer({ minimum: 1 }),
}));

const RELEASE_MANIFEST = open(object({
  version: text({ pattern: "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$" }),
  date: text(),
  assets: record(ASSET),
}));

/** An archive of a release. */
export type ReleaseAsset = Infer<typeof ASSET>;

/** What a release consists of (docs/release-manifest.md); fields that are not known are left alone. */
export type ReleaseManifest = Infer<typeof RELEASE_MANIFEST>;

/** Reads a manifest; a text instead says what is wrong with it, as a sentence. */
export function parseReleaseManifest(bytes: Uint8Array): ReleaseManifest | string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return "It is no JSON document.";
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "number" && schema > 1) {
    return `Its schema is ${schema}, and this version of the program knows 1. Install the new one with install.sh.`;
  }
  const [problem] = violations(RELEASE_MANIFEST, value);
  if (problem) {
    return `${problem.path.join(".") || "The document"} is not ${problem.expected} as docs/release-manifest.md says.`;
  }
  const manifest = value as ReleaseManifest;
  const large = Object.values(manifest.assets).find(({ size }) => size > MAX_ARCHIVE_BYTES);
  return large ? `${large.file} would have ${large.size} bytes, more than any release has.` : manifest;
}
