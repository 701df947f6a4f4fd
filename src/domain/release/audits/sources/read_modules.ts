import type { ModuleImport } from "./module_import.ts";
import { scanImports } from "./scan_imports.ts";

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi;
const STYLE_RULE =
  /@(?:import|use|forward|plugin|config|reference|require|source)\s+(?:\([^)]*\)\s*)?(?:url\(\s*)?["']~?([^"'\n]+)["']/g;
const MDX_IMPORT = /^(?:import|export)\s(?:[^;\n]|\n(?=\s|\}))*/gm;

/** The modules that a file names, by what its ending says it is: a script, a component, MDX or a style. */
export function readModules(path: string, text: string): ModuleImport[] {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  switch (ending) {
    case "vue":
    case "svelte":
      return inBlocks(scriptBlocks(text));
    case "astro":
      return inBlocks([...frontmatter(text), ...scriptBlocks(text)]);
    case "mdx":
      return inBlocks(
        [...text.matchAll(MDX_IMPORT)].map((match) => ({ offset: match.index, text: match[0], jsx: true })),
      );
    case "css":
    case "scss":
    case "sass":
    case "less":
    case "pcss":
    case "styl":
      return [...text.matchAll(STYLE_RULE)].map((match) => ({
        specifier: match[1]!,
        kind: "mention",
        offset: match.index,
      }));
    default:
      return scanImports(text, { jsx: !/^[cm]?ts$/.test(ending) });
  }
}

interface Block {
  offset: number;
  text: string;
  jsx: boolean;
}

function inBlocks(blocks: Block[]): ModuleImport[] {
  return blocks.flatMap(({ offset, text, jsx }) =>
    scanImports(text, { jsx }).map((each) => ({ ...each, offset: each.offset + offset }))
  );
}

function scriptBlocks(text: string): Block[] {
  return [...text.matchAll(SCRIPT)].map((match) => ({
    offset: match.index + match[0].indexOf(">") + 1,
    text: match[2]!,
    jsx: /lang=["']?[jt]sx/i.test(match[1]!),
  }));
}

/** What stands between the fences at the top of an Astro component. */
function frontmatter(text: string): Block[] {
  const match = /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(text);
  return match ? [{ offset: match[0].indexOf("\n") + 1, text: match[1]!, jsx: false }] : [];
}
