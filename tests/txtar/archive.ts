/** A txtar archive: a text, then files, each after a line `-- path --`. */
export interface Archive {
  comment: string;
  files: { path: string; content: string }[];
}

const MARKER = /^-- (.+) --$/;

/** Reads an archive; every file's content ends in a line end unless it is empty. */
export function parseArchive(text: string): Archive {
  const archive: Archive = { comment: "", files: [] };
  for (const line of text.split(/(?<=\n)/)) {
    const path = MARKER.exec(line.trimEnd())?.[1]?.trim();
    const file = archive.files.at(-1);
    if (path !== undefined) archive.files.push({ path, content: "" });
    else if (file) file.content += line;
    else archive.comment += line;
  }
  for (const file of archive.files) file.content = endLine(file.content);
  return archive;
}

/** Writes an archive; the inverse of `parseArchive`. */
export function formatArchive({ comment, files }: Archive): string {
  return endLine(comment) + files.map(({ path, content }) => `-- ${path} --\n${endLine(content)}`).join("");
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
