import { parseAst } from "rolldown/parseAst";

/** A node of the syntax tree (ESTree), as far as it matters here. */
interface Node {
  type: string;
  start: number;
  end: number;
}

/** A property of an object that is a function: `run() {}` or `run: () => {}`. */
interface Property extends Node {
  key: Node;
  value: Node & { async?: boolean; generator?: boolean };
  kind: string;
  method: boolean;
  computed: boolean;
}

/** A text that takes the place of what stands between two offsets. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * The module with its functions in parentheses: V8 compiles such functions when the module is loaded, so that Deno's
 * code cache holds them. All others are compiled when they are first called, in every process anew: for a command that
 * ends after 10 ms that is half of its time. Functions declared at the top are moved to the front, where they are
 * from the start anyway. Methods of classes stay as they are, and those with `super`.
 */
export function withEagerFunctions(code: string): string {
  const program = parseAst(code) as unknown as Node & { body: Node[] };
  const edits: Edit[] = [];
  collectEdits(program, edits);
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  const declared = program.body.filter((each) =>
    each.type === "FunctionDeclaration"
  ) as (Node & { id: Node & { name: string } })[];
  // A function in parentheses gets the name of its variable.
  const functions = declared.map((each) => {
    const head = code.slice(each.start, each.id.start).trimEnd();
    return `${each.id.name}=(${head}${edited(code, edits, { start: each.id.end, end: each.end })})`;
  });
  let rest = "";
  let at = 0;
  for (const { start, end } of declared) {
    rest += edited(code, edits, { start: at, end: start });
    at = end;
  }
  const variables = functions.length > 0 ? `var ${functions.join(",")};` : "";
  const eager = variables + rest + edited(code, edits, { start: at, end: code.length });
  parseAst(eager);
  return eager;
}

function edited(code: string, edits: readonly Edit[], { start, end }: { start: number; end: number }): string {
  let text = "";
  let at = start;
  for (const edit of edits) {
    if (edit.start < start || edit.end > end) continue;
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at, end);
}

function collectEdits(node: unknown, edits: Edit[]): void {
  if (Array.isArray(node)) node.forEach((each) => collectEdits(each, edits));
  if (!isNode(node)) return;
  if (node.type === "Property") {
    const { key, value, kind, method, computed } = node as Property;
    if (method && !holdsSuper(value)) {
      // `async *[key](…) {…}` becomes `[key]:(async function*(…) {…})`.
      const before = `${value.async ? "async " : ""}function${value.generator ? "*" : ""}`;
      edits.push({ start: node.start, end: key.start, text: computed ? "[" : "" });
      edits.push({ start: key.end, end: value.start, text: `${computed ? "]" : ""}:(${before}` });
      edits.push({ start: value.end, end: value.end, text: ")" });
    }
    collectEdits(key, edits);
    // The value of a method or an accessor is a function without its keyword: only what is in it can be edited.
    Object.values(method || kind !== "init" ? value : { value }).forEach((each) => collectEdits(each, edits));
    return;
  }
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") {
    edits.push({ start: node.start, end: node.start, text: "(" }, { start: node.end, end: node.end, text: ")" });
  }
  // Of a class only what is in its methods.
  const inner = node.type === "MethodDefinition" ? (node as Property).value : node;
  Object.values(inner).forEach((each) => collectEdits(each, edits));
}

function holdsSuper(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsSuper);
  return isNode(node) && (node.type === "Super" || Object.values(node).some(holdsSuper));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
