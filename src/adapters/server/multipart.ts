import { Refusal } from "./problem.ts";

/** A form's parts as texts, and the deployment that they stand for. */
export interface Form {
  parts: Record<string, string>;
  value: Record<string, unknown>;
}

/**
 * Reads a form (RFC 7578) with a definition's file. Refuses with 400 one that is broken, a part that is given twice, and
 * bytes that are no UTF-8.
 */
export async function readMultipart(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<Form> {
  const parts: Record<string, string> = Object.create(null);
  let file: { name: string; type: string } = { name: "", type: "" };
  for (const [name, part] of await parse(bytes, contentType)) {
    if (name in parts) throw refusal(`The part '${name}' is given twice.`);
    if (typeof part === "string") parts[name] = part;
    else {
      parts[name] = decode(await part.bytes(), name);
      if (name === "definition") file = part;
    }
  }
  const { definition, version, dryRun, name = file.name === "blob" ? "" : file.name } = parts;
  const format = /\.json$/i.test(file.name) || /\bjson\b/.test(file.type) ? "json" : "yaml";
  const value = {
    text: definition,
    format,
    ...(name === "" ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(dryRun === undefined ? {} : { dryRun: dryRun === "true" }),
  };
  return { parts: { ...parts }, value };
}

async function parse(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw refusal("It is no form with the boundary that its type names.");
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal(`The part '${name}' is not UTF-8.`);
  }
}

function refusal(detail: string): Refusal {
  return new Refusal(400, "REQUEST_INVALID", "The request's body is invalid", {
    detail,
    hint: "Send the file in the part `definition`; `version`, `dryRun` and `name` are texts.",
    details: { part: "body" },
  });
}
