import type { Git } from "../../../kernel/git.ts";
import type { Config } from "../config/schema.ts";
import { parseRepositoryUrl, type Repository, type RepositoryField } from "./repository.ts";

/** Where a project's repository may be named. */
export interface RepositorySource {
  config: Pick<Config, "changelog" | "git">;
  /** Undefined without git. */
  git: Git | undefined;
  /** Text of a file below the root, or undefined. */
  readText(path: string): string | undefined;
}

/**
 * The repository that links lead to: `changelog.repositoryUrl`, else `repository` of the root's package.json, else the
 * remote. Undefined where none of them names one on the web.
 */
export async function findRepository({ config, git, readText }: RepositorySource): Promise<Repository | undefined> {
  if (config.changelog.repositoryUrl !== "") return parseRepositoryUrl(config.changelog.repositoryUrl);
  const fromManifest = parseRepositoryUrl(manifestRepository(readText("package.json")));
  if (fromManifest !== undefined || git === undefined) return fromManifest;
  return parseRepositoryUrl(await git.remoteUrl(config.git.remote));
}

function manifestRepository(text: string | undefined): RepositoryField | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text.replace(/^\uFEFF/, "")).repository;
  } catch {
    return undefined;
  }
}
