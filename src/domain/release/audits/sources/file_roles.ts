import { globMatcher } from "../../packages/glob.ts";

/**
 * What a file of the project is for. `production` is published or deployed, `development` is tests, stories,
 * configurations and scripts; `style` names packages in its at-rules.
 */
export type FileRole = "production" | "development" | "style";

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/;
const STYLE = /\.(?:css|scss|sass|less|pcss|styl)$/;

/** Folders of what is made, borrowed or only looks like a source. */
const PASSED_OVER =
  /(?:^|\/)(?:node_modules|bower_components|dist|build|coverage|out|vendor|fixtures?|__fixtures__|__snapshots__|testdata|\.git|\.next|\.nuxt|\.output|\.svelte-kit|\.turbo|\.yarn|\.cache)\/|\.min\.[cm]?js$|(?:^|\/)\.pnp\.c?js$/;
const DEVELOPMENT =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress|playwright|stories|\.storybook|benchmarks?|bench|typings?-tests?|type-tests?|scripts|tools|examples?|demos?|docs|website|playgrounds?|\.[^/]+)\/|\.(?:test|test-d|typetest|spec|stories|story|bench|config|conf|setup|cy|e2e)\.[^/]+$|(?:^|\/)(?:gulpfile|gruntfile|webpackfile|jakefile|bench(?:mark)?s?|karma\.conf|vitest\.\w+|jest\.\w+|setup-?tests?|test-?setup|[^/]*rc)\.[^/]+$|(?:^|\/)\.[^/]+$|(?:^|[/_.-])tests?\.[cm]?[jt]sx?$/i;

/** The role of a file by its path, or undefined where its imports are not read. */
export type RoleFinder = (path: string) => FileRole | undefined;

/** Roles as projects use to name their files; `ignore` and `development` are the configuration's globs. */
export function roleFinder(
  { ignore, development }: { ignore: readonly string[]; development: readonly string[] },
): RoleFinder {
  const isIgnored = globMatcher(ignore);
  const isDevelopment = globMatcher(development);
  return (path) => {
    const isSource = SOURCE.test(path);
    if (!isSource && !STYLE.test(path) || PASSED_OVER.test(path) || isIgnored(path)) return undefined;
    if (!isSource) return "style";
    return DEVELOPMENT.test(path) || isDevelopment(path) ? "development" : "production";
  };
}

/** Whether nothing below a folder is read. */
export function isPassedOver(folder: string): boolean {
  return PASSED_OVER.test(`${folder}/`);
}
