import { parseDocument } from "../../../formats/document.ts";
import {
  type DocumentPath,
  DocumentSyntaxError,
  type ParsedDocument,
  type Position,
} from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { parentOf, resolvePath } from "../../../kernel/path.ts";
import type { Files } from "../../../kernel/ports.ts";
import { type Violation, violations } from "../../../kernel/schema.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { CONTEXT_FILE_INVALID, CONTEXT_FILE_SYNTAX } from "./faults.ts";
import {
  type ContextEntry,
  type Contexts,
  type Dialect,
  ENVIRONMENT,
  LOCAL,
  USER_FILE,
  type WorkflowContext,
} from "./model.ts";
import { readServerUrl } from "./server_url.ts";

/** Names that a context can have. */
export const CONTEXT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Where contexts stand: absolute paths, undefined where the user has no home; none of the files need exist. */
export interface ContextPlaces {
  /** The user's own configuration, which this program writes. */
  own: string | undefined;
  /** `~/.compozy/config`, which it only reads. */
  compozy: string | undefined;
}

/** What one file says. */
export interface ContextFile {
  contexts: readonly WorkflowContext[];
  current: { name: string; source: string; place: Position } | undefined;
}

export const LOCAL_CONTEXT: WorkflowContext = {
  name: LOCAL,
  server: undefined,
  dialect: undefined,
  capabilities: undefined,
  description: "The engine of this machine",
  caFile: undefined,
  source: "built in",
};

/**
 * The user's contexts; those of the own file go before others of the same name. Faults: `CONTEXT_FILE_SYNTAX`,
 * `CONTEXT_FILE_INVALID` (all of a file at once), those of `Files`.
 */
export async function readContexts(files: Files, places: ContextPlaces): Promise<Contexts> {
  const byName = new Map<string, WorkflowContext>([[LOCAL, LOCAL_CONTEXT]]);
  let current: { name: string; source: string; path: string; place: Position } | undefined;
  for (const path of [places.compozy, places.own]) {
    const text = path === undefined ? undefined : files.readText(path);
    // YAML is loaded only for a file that may say something.
    if (path === undefined || text === undefined || !(path === places.compozy || /ontext/.test(text))) continue;
    const file = await parseContexts(text, path);
    for (const each of file.contexts) byName.set(each.name, each);
    if (file.current) current = { ...file.current, path };
  }
  if (current && !byName.has(current.name)) {
    throw CONTEXT_FILE_INVALID({
      file: current.path,
      ...current.place,
      key: "currentContext",
      problem: `There is no context '${current.name}'.`,
      hint: didYouMean(current.name, byName.keys(), "Choose one with `workspace config use-context NAME`."),
    });
  }
  return { byName, current: current && { name: current.name, source: current.source } };
}

/** The contexts of one file's text. Faults: `CONTEXT_FILE_SYNTAX`, `CONTEXT_FILE_INVALID`. */
export async function parseContexts(text: string, file: string): Promise<ContextFile> {
  let document: ParsedDocument;
  try {
    document = await parseDocument(text, "yaml");
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw CONTEXT_FILE_SYNTAX({ file, line, column, problem: message }, { cause: error });
  }
  const { value = {} } = document;
  const place = (path: DocumentPath) => nearest(document, path);
  const problems = violations(USER_FILE, value ?? {}).map((each) =>
    CONTEXT_FILE_INVALID({ file, ...place(each.path), ...wordsOf(each) })
  );
  refuse(problems);
  const stated = (value ?? {}) as { contexts?: Record<string, ContextEntry>; currentContext?: string };
  const contexts = Object.entries(stated.contexts ?? {}).flatMap(([name, entry]): WorkflowContext[] => {
    const path = ["contexts", name];
    const invalid = (key: string, problem: string, hint: string) => {
      const at = key === "" ? path : [...path, key];
      problems.push(CONTEXT_FILE_INVALID({ file, ...place(at), key: at.join("."), problem, hint }));
      return [];
    };
    if (name === LOCAL) {
      if (entry.server === undefined) return [];
      return invalid("server", "`local` is this machine's own engine.", "Give the server's context another name.");
    }
    if (name === ENVIRONMENT || !CONTEXT_NAME.test(name)) {
      return invalid("", `A context cannot be named '${name}'.`, "Use letters, digits, dots, dashes and underscores.");
    }
    if (entry.server === undefined) return invalid("server", "It is missing.", "Add `server: https://…`.");
    try {
      const server = readServerUrl(entry.server, `${file}:${place([...path, "server"]).line}`);
      return [{
        name,
        server,
        dialect: entry.dialect as Dialect | undefined,
        capabilities: entry.capabilities,
        description: entry.description,
        caFile: entry.caFile === undefined ? undefined : resolvePath(parentOf(file) ?? "/", entry.caFile),
        source: `${file}:${place(path).line}`,
      }];
    } catch (error) {
      return invalid("server", (error as Fault).reason, (error as Fault).hint);
    }
  });
  refuse(problems);
  const { currentContext } = stated;
  if (currentContext === undefined) return { contexts, current: undefined };
  const at = place(["currentContext"]);
  return { contexts, current: { name: currentContext, source: `${file}:${at.line}`, place: at } };
}

function refuse(problems: readonly Fault[]): void {
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems);
}

const SECRET_KEY = /token|api_?key|secret|password|credential/i;

function wordsOf(
  { path, kind, found, expected, candidates }: Violation,
): { key: string; problem: string; hint: string } {
  const name = String(path.at(-1) ?? "");
  const key = path.length === 0 ? "the file" : path.join(".");
  if (kind === "unknown" && SECRET_KEY.test(name)) {
    return {
      key,
      problem: "Credentials do not belong into this file.",
      hint: "Remove it and use `workspace auth login --with-token`, which keeps it in the keychain or a private file.",
    };
  }
  if (kind === "unknown") {
    const problem = `It is no known key; there are ${candidates.join(", ")}.`;
    return { key, problem, hint: didYouMean(name, candidates, "Remove it, or move it to a file of its program.") };
  }
  const shown = found === undefined || typeof found === "object" ? "" : `, found ${JSON.stringify(found)}`;
  return {
    key,
    problem: `Expected ${expected}${shown}.`,
    hint: path[0] === "contexts" && path.length < 3
      ? "Write contexts as `contexts: {NAME: {server: URL}}`, or use `workspace config set-context`."
      : didYouMean(typeof found === "string" ? found : "", candidates, `Correct '${key}'.`),
  };
}

function nearest(document: ParsedDocument, path: DocumentPath): Position {
  for (let length = path.length; length > 0; length--) {
    const found = document.locate(path.slice(0, length));
    if (found) return found;
  }
  return { line: 1, column: 1 };
}
