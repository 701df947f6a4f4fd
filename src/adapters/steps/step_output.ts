import { DEPTH_LIMIT, isTooDeep } from "../../domain/workflow/depth/model.ts";
import { isAbsence } from "../files/problems.ts";

/** Most bytes of an output. */
export const OUTPUT_LIMIT = 1024 * 1024;

export type ReadOutput = { value: Record<string, unknown> } | { problem: string };

/** What a step wrote to $WORKSPACE_OUTPUT: an object of JSON; one without members where it wrote nothing. */
export function readOutput(path: string): ReadOutput {
  let text: string;
  try {
    const info = Deno.lstatSync(path);
    if (!info.isFile) return { problem: "$WORKSPACE_OUTPUT is no longer a regular file" };
    if (info.size > OUTPUT_LIMIT) return { problem: `$WORKSPACE_OUTPUT has ${info.size} bytes, more than 1 MiB` };
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (isAbsence(error)) return { value: {} };
    return { problem: `$WORKSPACE_OUTPUT cannot be read: ${error instanceof Error ? error.message : error}` };
  }
  if (text.trim() === "") return { value: {} };
  const value = parseJson(text);
  if (value === undefined) return { problem: "$WORKSPACE_OUTPUT holds no JSON" };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {
      problem: `$WORKSPACE_OUTPUT holds ${
        Array.isArray(value) ? "a list" : JSON.stringify(value)?.slice(0, 40)
      }, not an object`,
    };
  }
  if (isTooDeep(value)) return { problem: `$WORKSPACE_OUTPUT is nested more than ${DEPTH_LIMIT} levels deep` };
  return { value: value as Record<string, unknown> };
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Removes what a step wrote into the folder of its attempt: outputs are read by now, and secrets may stand in them. What
 * says that the attempt was begun, and by whom, stays.
 */
export function removeOutput(folder: string): void {
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      if (name !== "claim" && name !== "mark") Deno.removeSync(`${folder}/${name}`, { recursive: true });
    }
  } catch {
    // The step has removed it itself, or has made it something else.
  }
}
