/** A text format that values are kept in. */
export type DocumentFormat = "json" | "yaml" | "toml";

/** The format that a file's name stands for, or undefined: `.json`, `.yaml`, `.yml`, `.toml`. */
export function formatOfPath(path: string): DocumentFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  switch (extension) {
    case "json":
    case "toml":
      return extension;
    case "yaml":
    case "yml":
      return "yaml";
    default:
      return undefined;
  }
}
