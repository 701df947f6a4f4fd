import { CHANGELOG_TEMPLATE_UNBALANCED, CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN } from "./faults.ts";

/** A list that shows as text by itself and can be looped over. */
export interface TemplateList {
  text: string;
  items: TemplateValues[];
}

export interface TemplateValues {
  [name: string]: string | TemplateList;
}

interface Block {
  name: string;
  inverted: boolean;
  at: number;
  children: Node[];
}

type Node = string | { variable: string; at: number } | Block;

const TAG = /\{([#^/]?)([A-Za-z_]\w*)\}/g;

/**
 * Fills a template: `{name}` a value · `{#name}…{/name}` once for each of a list, or if a text is not empty ·
 * `{^name}…{/name}` if the list or text is empty. Inside a loop the names of outer levels still count. A line that
 * holds nothing but the begin or end of a block leaves no line. All other braces are plain text.
 * Throws `CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN` and `CHANGELOG_TEMPLATE_UNBALANCED`, with positions.
 */
export function renderTemplate(template: string, values: TemplateValues): string {
  return render(parse(template), { template, scopes: [values] });
}

function parse(template: string): Node[] {
  const root: Node[] = [];
  const open: Block[] = [];
  let end = 0;
  for (const match of template.matchAll(TAG)) {
    const [tag, sign, name] = match as unknown as [string, string, string];
    const into = open.at(-1)?.children ?? root;
    const own = sign === "" ? undefined : ownLine(template, match.index, tag.length);
    into.push(template.slice(end, own?.start ?? match.index));
    end = own?.end ?? match.index + tag.length;
    if (sign === "") into.push({ variable: name, at: match.index });
    else if (sign === "/") {
      const block = open.pop();
      if (block?.name !== name) throw unbalanced(template, `/${name}`, match.index, block?.name ?? null);
    } else {
      const block = { name, inverted: sign === "^", at: match.index, children: [] };
      into.push(block);
      open.push(block);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    throw unbalanced(template, `${unclosed.inverted ? "^" : "#"}${unclosed.name}`, unclosed.at, unclosed.name);
  }
  root.push(template.slice(end));
  return root;
}

/** The whole line around a tag that stands alone on it. */
function ownLine(template: string, at: number, length: number): { start: number; end: number } | undefined {
  const start = template.lastIndexOf("\n", at - 1) + 1;
  const after = /^[ \t]*(?:\r?\n|$)/.exec(template.slice(at + length));
  if (at !== 0 && template.slice(start, at).trim() !== "" || !after) return undefined;
  return { start: at === 0 ? 0 : start, end: at + length + after[0].length };
}

function render(nodes: Node[], context: { template: string; scopes: TemplateValues[] }): string {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    if ("variable" in node) {
      const value = find(node.variable, node.at, context);
      return typeof value === "string" ? value : value.text;
    }
    const value = find(node.name, node.at, context);
    const items = typeof value === "string" ? (value === "" ? [] : [{}]) : value.items;
    if (node.inverted) return items.length === 0 ? render(node.children, context) : "";
    if (items.length === 0) {
      check(node.children, context);
      return "";
    }
    return items.map((item) => render(node.children, { ...context, scopes: [...context.scopes, item] })).join("");
  }).join("");
}

/** Names that only a loop's items have; known also where a list is empty. */
const ITEM_NAMES = new Set(["title", "text", "breaking", "items"]);

/** A mistyped name is found even where nothing is shown. */
function check(nodes: Node[], context: { template: string; scopes: TemplateValues[] }): void {
  for (const node of nodes) {
    if (typeof node === "string") continue;
    const name = "variable" in node ? node.variable : node.name;
    if (!ITEM_NAMES.has(name)) find(name, node.at, context);
    if (!("variable" in node)) check(node.children, context);
  }
}

function find(
  name: string,
  at: number,
  { template, scopes }: { template: string; scopes: TemplateValues[] },
): string | TemplateList {
  const scope = scopes.findLast((each) => Object.hasOwn(each, name));
  if (scope) return scope[name]!;
  const known = [...new Set(scopes.flatMap((each) => Object.keys(each)))];
  throw CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN({ name, ...positionOf(template, at), known });
}

function unbalanced(template: string, name: string, at: number, expected: string | null) {
  return CHANGELOG_TEMPLATE_UNBALANCED({ name, ...positionOf(template, at), expected });
}

function positionOf(template: string, at: number): { line: number; column: number } {
  const before = template.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
