/** How this copy of the program was made. */
export interface Build {
  /** `source` runs from its sources, `bundle` from dist/, `release` is compiled. */
  profile: "source" | "bundle" | "release";
  /** The commit that it was built from, with `-dirty` where files differed from it. */
  commit?: string;
  /** The platform that it was compiled for. */
  target?: string;
}

/** Bundling puts the facts of that build in the place of this module (`scripts/bundle.ts`). */
export const BUILD: Build = { profile: "source" };
