import type { ASTNode } from "@marcbachmann/cel-js";

/** A variable and what is taken of it. */
export interface MemberPath {
  root: string;
  /** Names that are written out, from the root on. */
  steps: { name: string; offset: number }[];
  /** Expressions in brackets after them. */
  rest: ASTNode[];
}

/** `a.b["c"][i].d` as root a, steps b and c, rest [i]; undefined for what does not begin with a variable. */
export function memberPath(node: ASTNode): MemberPath | undefined {
  if (node.op === "id") return { root: node.args, steps: [], rest: [] };
  if (node.op === "." || node.op === ".?") {
    const path = memberPath(node.args[0]);
    if (path?.rest.length === 0) path.steps.push({ name: node.args[1], offset: node.pos });
    return path;
  }
  if (node.op === "[]" || node.op === "[?]") {
    const [object, key] = node.args;
    const path = memberPath(object);
    if (path?.rest.length === 0 && key.op === "value" && typeof key.args === "string") {
      path.steps.push({ name: key.args, offset: key.start });
    } else path?.rest.push(key);
    return path;
  }
  return undefined;
}

/** The nodes directly within a node. */
export function childrenOf(node: ASTNode): ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(collect);
    else if (typeof each === "object" && each !== null && "op" in each) found.push(each as ASTNode);
  };
  collect(node.args);
  return found;
}

/** Calls back for a node and all within it. */
export function eachNode(node: ASTNode, call: (node: ASTNode) => void): void {
  call(node);
  childrenOf(node).forEach((each) => eachNode(each, call));
}
