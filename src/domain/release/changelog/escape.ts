const CODE_SPAN = /(?<!`)(`+)(?!`)([^]*?[^`])\1(?!`)/g;
const BLOCK_START = /^(#{1,6}(?=\s|$)|[-+*>|=](?=\s|$)|>|`{3,}|~{3,}|\d{1,9}(?=[.)](?:\s|$))|-{2,}$|={2,}$)/;
/** HTML that GitHub Flavored Markdown forbids, section 6.11. */
const FORBIDDEN_TAG = /<(?=\/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)\b)/gi;

/**
 * One line of foreign text (a commit's description, a name) as markdown that shows it: HTML, links, emphasis and
 * entities lose their effect; code spans and bare web addresses stay as they are.
 */
export function escapeInline(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  const escaped = mapProse(line, escapeProse);
  const block = BLOCK_START.exec(escaped)?.[1];
  if (block === undefined) return escaped;
  return /^\d/.test(block) ? `${block}\\${escaped.slice(block.length)}` : `\\${escaped}`;
}

/** A text of several lines kept as markdown, without HTML that would swallow or run in the document around it. */
export function neutralizeHtml(markdown: string): string {
  let fence: string | undefined;
  const lines = markdown.split("\n");
  return lines.map((line, i) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return line;
    }
    fence = mark;
    const closed = lines.slice(i + 1).some((each) => each.includes("-->"));
    return mapProse(line, (prose) => {
      const text = prose.replace(FORBIDDEN_TAG, "&lt;");
      return closed ? text : text.replace(/<!--(?!.*-->)/g, "&lt;!--");
    });
  }).join("\n");
}

function mapProse(text: string, map: (prose: string) => string): string {
  let result = "";
  let end = 0;
  for (const span of text.matchAll(CODE_SPAN)) {
    result += map(text.slice(end, span.index)) + span[0];
    end = span.index + span[0].length;
  }
  return result + map(text.slice(end));
}

function escapeProse(text: string): string {
  return text.split(/(https?:\/\/[^\s<>[\]()*`]+)/).map((part, i) => i % 2 === 1 ? part : escapeMarks(part)).join("");
}

function escapeMarks(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/<(?=[a-z/!?])/gi, "&lt;")
    .replace(/[[\]*`]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}
