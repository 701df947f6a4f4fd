import type { Files } from "../../../kernel/ports.ts";

/** npm's public registry, by npm's own definition: a URL with a slash at its end. */
export async function npmDefaultRegistry(): Promise<string> {
  const { defaultUrl } = await import("./default_registry_url.ts");
  return defaultUrl;
}

/** A registry and where it is stated. */
export interface RegistryInForce {
  url: string;
  origin: string;
}

/**
 * The registry where the configuration names none: `registry` of the project's .npmrc, otherwise npm's default.
 * Values of .npmrc that refer to environment variables are left to npm.
 */
export async function readProjectRegistry(files: Files, root: string): Promise<RegistryInForce> {
  const npmrc = files.readText(`${root}/.npmrc`) ?? "";
  const stated = /^[ \t]*registry[ \t]*=[ \t]*["']?(https?:\/\/[^\s"'$]+)["']?[ \t]*$/m.exec(npmrc);
  if (!stated) return { url: await npmDefaultRegistry(), origin: "default" };
  const line = npmrc.slice(0, stated.index).split("\n").length;
  return { url: stated[1]!, origin: `.npmrc:${line}` };
}
