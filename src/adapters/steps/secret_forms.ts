/** Shorter texts are looked for as they are only: encoded they would be found everywhere. */
const SHORTEST_ENCODED = 4;
/** Lines of a secret that are shorter than this are masked only where a line consists of nothing else. */
const SHORTEST_LINE = 8;
/** Where `base64` and its like break lines. */
const WRAPS = [76, 64];

/** The texts that a secret may appear as. */
export interface SecretForms {
  /** Masked wherever they appear. */
  anywhere: string[];
  /** Masked where a line is nothing but this, spaces around it aside. */
  wholeLines: string[];
}

/**
 * A secret as it is and as programs write it: in base64 (of any alignment, both alphabets, wrapped too), percent-encoded,
 * as a string of JSON, quoted for a shell, in hexadecimal. Of one with several lines each line counts as well: output
 * is masked line by line.
 */
export function secretForms(secret: string): SecretForms {
  const lines = secret.split(/\r\n|\n|\r/);
  const anywhere = new Set<string>();
  const wholeLines = new Set<string>();
  // JSON and its like write a line end in two characters: the whole secret then stands in one line.
  for (const form of encodedForms(secret)) anywhere.add(form);
  for (const line of lines) {
    const text = line.trim();
    if (text === "") continue;
    if (lines.length > 1 && text.length < SHORTEST_LINE) {
      wholeLines.add(text);
      continue;
    }
    anywhere.add(text);
    for (const form of encodedForms(text)) anywhere.add(form);
  }
  const trimmed = secret.trim();
  if (trimmed !== secret) { for (const form of encodedForms(trimmed)) anywhere.add(form); }
  const single = [...anywhere].filter((form) => form.trim() !== "" && !/[\r\n]/.test(form));
  return { anywhere: single, wholeLines: [...wholeLines].filter((line) => line.length >= SHORTEST_ENCODED) };
}

function encodedForms(text: string): string[] {
  if (text.length < SHORTEST_ENCODED) return [];
  const json = jsonForms(text);
  return [
    ...base64Forms(text),
    ...percentForms(text),
    ...json,
    ...json.map((form) => JSON.stringify(form).slice(1, -1)),
    ...shellForms(text),
    ...hexForms(text),
  ].filter((form) => form.length >= SHORTEST_ENCODED);
}

/** What stays the same of the encoding whatever stands before and after: for each of the three alignments. */
function base64Forms(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const forms = [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const first = Math.ceil(offset * 8 / 6);
    return padded.toBase64().slice(first, Math.floor(padded.length * 8 / 6));
  });
  const whole = bytes.toBase64();
  const wrapped = WRAPS.flatMap((width) => pieces(whole, width));
  return [...forms, ...wrapped].flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** Lines of a wrapped text; a last one that is too short to be told from other words is left out. */
function pieces(text: string, width: number): string[] {
  if (text.length <= width) return [];
  const lines = Array.from(
    { length: Math.ceil(text.length / width) },
    (_, i) => text.slice(i * width, (i + 1) * width),
  );
  return lines.filter((line) => line.length >= SHORTEST_LINE);
}

function percentForms(text: string): string[] {
  const component = encodeURIComponent(text.toWellFormed());
  const strict = component.replace(/[!'()*~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const uri = encodeURI(text.toWellFormed());
  const forms = [component, strict, uri, component.replaceAll("%2F", "/")];
  const spaced = forms.flatMap((form) => [form, form.replaceAll("%20", "+")]);
  return spaced.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (each) => each.toLowerCase())]);
}

/** As JSON.stringify writes it; with "/", "<", ">", "&" escaped, as Go and PHP do; with everything but ASCII escaped. */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const html = plain.replace(/[<>&]/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`);
  const ascii = plain.replace(
    /[^\0-~]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    plain,
    html,
    html.toUpperCase() === html
      ? html
      : html.replace(/\\u00(3c|3e)/g, (each) => each.replace(/[ce]$/, (c) => c.toUpperCase())),
    ascii,
    plain.replaceAll("/", "\\/"),
  ];
}

/** Within '…', within "…", with backslashes, and as `$'…'`. */
function shellForms(text: string): string[] {
  return [
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["\\$`]/g, "\\$&"),
    text.replace(/["\\$`!]/g, "\\$&"),
    text.replace(/[^A-Za-z0-9_@%+=:,./-]/g, "\\$&"),
    text.replace(/[^A-Za-z0-9_@%+=:./-]/g, "\\$&"),
    text.replace(/['\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t"),
  ];
}

function hexForms(text: string): string[] {
  const hex = new TextEncoder().encode(text).toHex();
  return [hex, hex.toUpperCase()];
}
