import { editDocument } from "../../../formats/document.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import {
  CONTEXT_BUILT_IN,
  CONTEXT_ELSEWHERE,
  CONTEXT_FILE_SYNTAX,
  CONTEXT_NAME_INVALID,
  CONTEXT_NOT_FOUND,
} from "./faults.ts";
import { type ContextEntry, type Contexts, ENVIRONMENT, LOCAL } from "./model.ts";
import { CONTEXT_NAME, parseContexts } from "./read_contexts.ts";

/** The user's own file: its text (empty where there is none) and its path for messages. */
export interface OwnFile {
  text: string;
  path: string;
}

/**
 * The file's text with a context set: what `entry` does not state stays as it was, what it states as undefined is
 * removed. Faults: `CONTEXT_NAME_INVALID`, those of `parseContexts`.
 */
export async function planSetContext(
  file: OwnFile,
  name: string,
  entry: { [K in keyof ContextEntry]: ContextEntry[K] | undefined },
): Promise<string> {
  if (name === LOCAL || name === ENVIRONMENT) {
    throw CONTEXT_NAME_INVALID({ name, problem: `\`${name}\` is built in.` });
  }
  if (!CONTEXT_NAME.test(name)) {
    throw CONTEXT_NAME_INVALID({ name, problem: "Names begin with a letter or digit and have at most 63 characters." });
  }
  const edits = Object.entries(entry).map(([key, value]) => ({ path: ["contexts", name, key], value }));
  return await edited(file, edits);
}

/** The file's text with another context in force. Fault: `CONTEXT_NOT_FOUND`. */
export async function planUseContext(file: OwnFile, name: string, contexts: Contexts): Promise<string> {
  if (!contexts.byName.has(name)) {
    throw CONTEXT_NOT_FOUND({ name, source: "the command line", known: [...contexts.byName.keys()] });
  }
  return await edited(file, [{ path: ["currentContext"], value: name }]);
}

/**
 * The file's text without a context; one that was in force no longer is. Faults: `CONTEXT_NOT_FOUND`,
 * `CONTEXT_BUILT_IN`, `CONTEXT_ELSEWHERE`.
 */
export async function planDeleteContext(file: OwnFile, name: string, contexts: Contexts): Promise<string> {
  const known = contexts.byName.get(name);
  if (name === LOCAL || name === ENVIRONMENT) throw CONTEXT_BUILT_IN({ name });
  if (!known) throw CONTEXT_NOT_FOUND({ name, source: "the command line", known: [...contexts.byName.keys()] });
  const own = await parseContexts(file.text, file.path);
  if (!own.contexts.some((each) => each.name === name)) throw CONTEXT_ELSEWHERE({ name, source: known.source });
  const isLast = own.contexts.length === 1;
  return await edited(file, [
    { path: isLast ? ["contexts"] : ["contexts", name], value: undefined },
    ...(own.current?.name === name ? [{ path: ["currentContext"], value: undefined }] : []),
  ]);
}

/** Makes the edits and reads the result, so that nothing is written that would be refused later. */
async function edited(
  { text, path }: OwnFile,
  edits: readonly { path: string[]; value: unknown }[],
): Promise<string> {
  try {
    const result = await editDocument(text, "yaml", edits);
    await parseContexts(result, path);
    return result.trim() === "{}" ? "" : result;
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw CONTEXT_FILE_SYNTAX({ file: path, line, column, problem: message }, { cause: error });
  }
}
