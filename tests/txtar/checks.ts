import { isDeepStrictEqual } from "node:util";
import { lineDiff } from "./line_diff.ts";
import { invocation, outputProblems, parseOutput } from "./program.ts";
import { fillVariables } from "./script.ts";
import { lastResult, pathOf, readText, type State } from "./state.ts";

/** What a check found: whether it holds, and what to say when it should not be so. */
export interface Finding {
  holds: boolean;
  /** Why it does not hold, or with `!` why it does. */
  because: string;
}

/** Verbs that look at what there is; `!` in front of one turns it round. */
export const CHECKS: Record<string, (state: State, args: string[]) => Finding | Promise<Finding>> = {
  exit(state, [wanted]) {
    const { code } = lastResult(state);
    return { holds: String(code) === wanted, because: `the exit code is ${code}` };
  },
  stdout: (state, args) => matches(args, { text: lastResult(state).stdout, name: "stdout" }),
  stderr: (state, args) => matches(args, { text: lastResult(state).stderr, name: "stderr" }),
  grep: (state, [pattern, name]) => matches([pattern!], { text: readText(state, name!), name: name! }),
  exists(state, paths) {
    const there = paths.map((path) => exists(pathOf(state, path)));
    const list = (wanted: boolean) => paths.filter((_, i) => there[i] === wanted).join(", ");
    const holds = there.every(Boolean);
    return { holds, because: holds ? `there is ${list(true)}` : `there is no ${list(false)}` };
  },
  cmp: (state, [actual, expected]) => compare(state, { actual: actual!, expected: expected!, fill: (text) => text }),
  /** Like `cmp`, with the variables in the expected file filled in. */
  cmpenv(state, [actual, expected]) {
    const { env, normalise } = state.sandbox;
    const fill = (text: string) => normalise(fillVariables(text, env));
    return compare(state, { actual: actual!, expected: expected!, fill });
  },
  /** `schema COMMAND…`: what came from elsewhere than a `workspace` line, which is checked anyway. */
  async schema(state, words) {
    const { expected } = await invocation([...words, "--format", "json"], state.sandbox);
    const problems = outputProblems(lastResult(state), expected!);
    return { holds: problems.length === 0, because: problems.join("\n") || "stdout fits the schema" };
  },
  json: (state, args) => checkValue(parseOutput(lastResult(state).stdout, lastResult(state).format), args),
  /** `jsonfile FILE PATH [VALUE]`. */
  jsonfile: (state, [name, ...args]) => checkValue(JSON.parse(readText(state, name!)), args),
};

function matches([pattern, ...extra]: string[], { text, name }: { text: string; name: string }): Finding {
  if (pattern === undefined || extra.length > 0) throw new Error("one pattern is wanted; quote it if it has spaces");
  const holds = new RegExp(pattern, "m").test(text);
  return { holds, because: `${name} ${holds ? "matches" : "does not match"} /${pattern}/m` };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function compare(
  state: State,
  { actual, expected, fill }: { actual: string; expected: string; fill: (text: string) => string },
): Finding {
  const found = readText(state, actual);
  const wanted = fill(readText(state, expected));
  if (found === wanted) return { holds: true, because: `${actual} and ${expected} are the same` };
  const file = state.archive.files.find(({ path }) => path === expected);
  if (state.update && file && fill("$VERSION") === "$VERSION") {
    file.content = found;
    state.changed = true;
    return { holds: true, because: "updated" };
  }
  return { holds: false, because: `${actual} (+) and ${expected} (-) differ:\n${lineDiff(wanted, found)}` };
}

/**
 * `PATH` is there; `PATH VALUE` is that value (as JSON, or as a text without quotes); `PATH ~ PATTERN` matches. A path is
 * `a.0.b`; `a[name=x]` is the element whose name is x, `a["x.y"]` a key with dots, `a.length` a number of elements.
 */
function checkValue(document: unknown, [path, ...wanted]: string[]): Finding {
  const found = valueAt(document, path!);
  const shown = JSON.stringify(found, null, 2);
  const because = `${path} is ${found === undefined ? "not there" : shown}`;
  if (wanted.length === 0) return { holds: found !== undefined, because };
  if (wanted[0] === "~") {
    const text = typeof found === "string" ? found : shown ?? "";
    return { holds: found !== undefined && new RegExp(wanted[1]!, "m").test(text), because };
  }
  if (wanted.length > 1) throw new Error("one value is wanted; quote it if it has spaces");
  return { holds: found === wanted[0] || isDeepStrictEqual(found, readValue(wanted[0]!)), because };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The value at a path of `json`; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  const steps = path.match(/\["[^"]*"\]|\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => {
    if (value === undefined || value === null) return undefined;
    const select = /^\[([^="]+)=(.*)\]$/.exec(step);
    if (select && Array.isArray(value)) return value.find((each) => String(each?.[select[1]!]) === select[2]);
    const key = step.replace(/^\["?|"?\]$/g, "");
    if (Array.isArray(value) && key === "length") return value.length;
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }, document);
}
