import { DEFINITION_INVALID, PRECONDITION_FAILED } from "../../../domain/workflow/faults.ts";
import type { Deployment } from "../../../domain/workflow/model.ts";
import type { DefinitionSource, DeployRequest } from "../../../domain/workflow/ports.ts";
import { parseDocument } from "../../../formats/document.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import type { CompozyClient } from "./compozy_client.ts";
import { isFields, textIn } from "./shapes.ts";

/** A definition in Compozy's own words, which only its server can check: its id and what it is. */
export interface ForeignDefinition {
  id: string;
  value: Record<string, unknown>;
}

/** Reads a definition so far as is needed to send it. Fault: `DEFINITION_INVALID`. */
export async function readDefinition({ text, format, name }: DefinitionSource): Promise<ForeignDefinition> {
  const refuse = (problem: string, hint: string, place: { line: number; column: number } | undefined) =>
    DEFINITION_INVALID({
      file: name,
      line: place?.line ?? null,
      column: place?.column ?? null,
      path: "",
      problem,
      hint,
    });
  try {
    const { value, locate } = await parseDocument(text, format);
    if (!isFields(value)) throw refuse("It is no table of keys.", "Begin with `id: NAME`.", { line: 1, column: 1 });
    const id = textIn(value, "id");
    if (id === "") throw refuse("It has no `id`.", "Add `id: NAME`.", locate(["id"]) ?? { line: 1, column: 1 });
    return { id, value };
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw refuse(`${message}.`, `Correct line ${line}.`, { line, column });
  }
}

/** Sends a definition; whether it changed anything is told by the server's entity tags. Fault: `PRECONDITION_FAILED`. */
export async function deploy(client: CompozyClient, request: DeployRequest): Promise<Deployment> {
  const { id, value } = await readDefinition(request);
  const version = request.version?.replace(/^v(?=\d)/, "");
  const body = version === undefined ? value : { ...value, version };
  const path = `/workflows/${encodeURIComponent(id)}`;
  const before = await findWorkflow(client, id);
  const deployment = {
    id,
    version: textIn(body, "version"),
    previousVersion: before ? textIn(before.data, "version") : null,
    dryRun: request.dryRun,
    warnings: [] as string[],
  };
  if (request.dryRun) {
    deployment.warnings.push("This server checks a definition only when it is deployed: only its syntax was checked.");
    return { ...deployment, outcome: before ? "updated" : "created" };
  }
  const headers: Record<string, string> = request.etag === undefined ? {} : { "if-match": quoted(request.etag) };
  const after = await client.call({
    method: "PUT",
    path,
    body,
    headers,
    failures: { 412: () => PRECONDITION_FAILED({ id }) },
  });
  const tags = [before?.headers.get("etag"), after.headers.get("etag")];
  const isSame = before !== undefined && tags[0] !== null && tags[0] === tags[1];
  const outcome = after.status === 201 || !before ? "created" : isSame ? "unchanged" : "updated";
  return { ...deployment, version: textIn(after.data, "version") || deployment.version, outcome };
}

/** Undefined where there is none of this id. */
export async function findWorkflow(client: CompozyClient, id: string) {
  class Missing extends Error {}
  try {
    return await client.call({
      path: `/workflows/${encodeURIComponent(id)}`,
      failures: { 404: () => new Missing(), 400: () => new Missing() },
    });
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

function quoted(etag: string): string {
  return etag === "*" || etag.startsWith('"') ? etag : `"${etag}"`;
}
