import type { ASTNode } from "@marcbachmann/cel-js";
import { didYouMean } from "../../../kernel/suggest.ts";
import { ExpressionError } from "./expression_error.ts";
import { patternOf } from "./literal_pattern.ts";
import { RUN_FIELDS, TASK_FIELDS, type Variable } from "./scope.ts";
import { childrenOf, type MemberPath, memberPath } from "./syntax_tree.ts";

/** Something that an expression names, and where. */
export interface Named {
  name: string;
  /** Into the expression. */
  offset: number;
}

/** Everything that an expression names. */
export interface ExpressionNames {
  variables: Named[];
  tasks: Named[];
  secrets: Named[];
  /** Properties of the input, as paths from its top; a path ends where the expression computes the rest. */
  inputs: { path: string[]; offset: number }[];
  /** Functions that were called, methods not counted. */
  functions: Named[];
}

interface Known {
  /** Where an offset of the tree stands in what was written. */
  original: (offset: number) => number;
  variables: readonly string[];
  functions: ReadonlySet<string>;
}

/** What a tree names. Throws `ExpressionError` (offsets of the tree) for what is not known, or not named literally. */
export function collectNames(
  root: ASTNode,
  { original, variables, functions }: Known,
): ExpressionNames {
  const names: ExpressionNames = { variables: [], tasks: [], secrets: [], inputs: [], functions: [] };
  visit(root, new Set());
  return names;

  function visit(node: ASTNode, bound: ReadonlySet<string>): void {
    const path = memberPath(node);
    if (path && !bound.has(path.root)) return named(path, node, bound);
    switch (node.op) {
      case "call": {
        const [name, args] = node.args;
        if (!functions.has(name)) {
          const hint = didYouMean(name, functions, "docs/workflow-definition.md lists the functions.");
          throw new ExpressionError(`Unknown function '${name}'`, node.start, hint);
        }
        if (name !== "has") names.functions.push({ name, offset: original(node.start) });
        return args.forEach((each) => visit(each, bound));
      }
      case "rcall": {
        const [name, receiver, args] = node.args;
        if (name === "matches") patternOf(args);
        visit(receiver, bound);
        const binds = args[0]?.op === "id" && BINDERS.includes(name) ? args[0].args : undefined;
        if (binds === undefined) return args.forEach((each) => visit(each, bound));
        if (variables.includes(binds)) {
          throw new ExpressionError(`'${binds}' cannot be used as the name of an element`, args[0]!.start, "Use x.");
        }
        const inner = new Set([...bound, binds]);
        return args.slice(1).forEach((each, i) => visit(each, name === "bind" && i === 0 ? bound : inner));
      }
      default:
        return childrenOf(node).forEach((each) => visit(each, bound));
    }
  }

  function named({ root, steps, rest }: MemberPath, node: ASTNode, bound: ReadonlySet<string>): void {
    rest.forEach((each) => visit(each, bound));
    if (root === "cel" || root === "optional") return;
    const offset = original(node.start);
    if (!variables.includes(root)) {
      throw new ExpressionError(
        `Unknown variable '${root}'`,
        node.start,
        didYouMean(root, variables, `Variables are ${variables.join(", ")}; texts stand in quotes.`),
      );
    }
    names.variables.push({ name: root, offset });
    const [first, second] = steps;
    switch (root as Variable) {
      case "input":
        if (first) names.inputs.push({ path: steps.map(({ name }) => name), offset: original(first.offset) });
        break;
      case "tasks":
        if (!first) throw notLiteral("task", "tasks.<id>", node);
        names.tasks.push({ name: first.name, offset: original(first.offset) });
        if (second) checkField(second, TASK_FIELDS, "A task");
        break;
      case "secrets":
        if (!first) throw notLiteral("secret", "secrets.<NAME>", node);
        names.secrets.push({ name: first.name, offset: original(first.offset) });
        break;
      case "run":
        if (first) checkField(first, RUN_FIELDS, "A run");
        break;
    }
  }
}

/** Macros that give a name to an element, or to a value. */
const BINDERS = ["all", "exists", "exists_one", "map", "filter", "bind"];

const notLiteral = (what: string, form: string, node: ASTNode) =>
  new ExpressionError(`A ${what} must be named literally`, node.start, `Write ${form}.`);

function checkField(step: Named, known: readonly string[], what: string): void {
  if (known.includes(step.name)) return;
  throw new ExpressionError(
    `${what} has no '${step.name}'`,
    step.offset,
    didYouMean(step.name, known, `It has ${known.join(", ")}.`),
  );
}
