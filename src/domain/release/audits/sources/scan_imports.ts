import {
  endOfLine,
  endOfNumber,
  endOfRegExp,
  endOfString,
  endOfWord,
  isIdentifierStart,
  isSpace,
  skipBlanks,
} from "./lexical.ts";
import { mentionsInComment } from "./comment_mentions.ts";
import { readModuleClause } from "./module_clause.ts";
import type { ImportKind, ModuleImport } from "./module_import.ts";

export interface ScanOptions {
  /** Whether `<` may begin an element: .jsx, .tsx and .js. In .tsx `<T,` and `<T extends` are type parameters. */
  jsx: boolean;
}

/**
 * The modules that a JavaScript or TypeScript source names: static and dynamic imports, exports from, `require`,
 * `import type`, `typeof import("…")`, reference directives, JSDoc types, mocks of jest and vitest. Comments, strings,
 * templates, regular expressions and the text of JSX elements are skipped as what they are. Nothing is parsed beyond
 * the last place that could name a module. A text that is no valid source gives what was understood of it.
 */
export function scanImports(text: string, options: ScanOptions): ModuleImport[] {
  const end = lastCandidate(text);
  if (end < 0) return [];
  const scanner = new Scanner(text, end, options.jsx);
  if (scanner.scan()) return scanner.found;
  // What looked like an element was a type parameter or a comparison: the rest was swallowed as its text.
  const again = new Scanner(text, end, false);
  again.scan();
  return again.found;
}

const TOKENS = ["import", "require", "from", "Mock(", "mock(", "Actual(", "<reference"];

/** The offset of the last token that could name a module; -1 for none. Searching for fixed texts is very fast. */
function lastCandidate(text: string): number {
  return TOKENS.reduce((last, token) => Math.max(last, text.lastIndexOf(token)), -1);
}

/** What encloses the place that is read. */
const BRACE = 1, PAREN = 2, CONTROL_PAREN = 3, TEMPLATE = 4, JSX_TAG = 5, JSX_CHILDREN = 6, JSX_EXPRESSION = 7;

/** Words after which an expression begins, so that `/` begins a regular expression and `<` an element. */
const BEFORE_EXPRESSION = new Set(
  "return typeof case do else in instanceof new void delete throw await yield of default extends".split(" "),
);
const BEFORE_CONTROL_PAREN = new Set(["if", "while", "for", "with"]);
const MOCKS = new Set([
  "mock",
  "doMock",
  "unmock",
  "dontMock",
  "setMock",
  "createMockFromModule",
  "requireActual",
  "requireMock",
  "importActual",
  "importMock",
  "unstable_mockModule",
]);

class Scanner {
  readonly found: ModuleImport[] = [];
  private readonly stack: number[] = [];
  private at = 0;
  /** Whether an expression may begin here. */
  private fresh = true;
  private word = "";

  constructor(private readonly text: string, private readonly end: number, private readonly jsx: boolean) {}

  /** Reads to the last candidate; false where an element was still open at the end of the text. */
  scan(): boolean {
    const { text, stack } = this;
    if (text.startsWith("#!")) this.skipLine();
    while (this.at < text.length) {
      if (this.at > this.end && !this.isInJsx()) return true;
      const top = stack.at(-1);
      if (top === JSX_CHILDREN) this.readChildren();
      else if (top === JSX_TAG) this.readTag();
      else this.readCode();
    }
    return !this.isInJsx();
  }

  private isInJsx(): boolean {
    return this.jsx && this.stack.some((each) => each >= JSX_TAG);
  }

  private readCode(): void {
    const { text } = this;
    const code = text.charCodeAt(this.at);
    if (isSpace(code)) {
      this.at++;
      return;
    }
    if (isIdentifierStart(code)) return this.readWord();
    const word = this.word;
    this.word = "";
    switch (code) {
      case 34: // "
      case 39: // '
        return this.skipString();
      case 96: // `
        this.at++;
        return this.skipTemplate();
      case 47: // /
        return this.readSlash();
      case 40: // (
        this.stack.push(BEFORE_CONTROL_PAREN.has(word) ? CONTROL_PAREN : PAREN);
        this.fresh = true;
        break;
      case 41: // )
        this.fresh = this.close(PAREN, CONTROL_PAREN) === CONTROL_PAREN;
        break;
      case 123: // {
        this.stack.push(BRACE);
        this.fresh = true;
        break;
      case 125: // }
        return this.closeBrace();
      case 93: // ]
        this.fresh = false;
        break;
      case 60: // <
        if (this.beginsElement()) {
          this.stack.push(JSX_TAG);
          this.at++;
          return;
        }
        this.fresh = true;
        break;
      case 46: // .
        return this.readDot();
      case 43: // +
      case 45: // -
        if (text.charCodeAt(this.at + 1) === code) this.at++;
        else this.fresh = true;
        break;
      case 33: // ! after an expression is TypeScript's assertion that it is not null
        if (text.charCodeAt(this.at + 1) === 61) this.fresh = true;
        break;
      default:
        if (code >= 48 && code <= 57) {
          this.at = endOfNumber(text, this.at);
          this.fresh = false;
          return;
        }
        this.fresh = true;
    }
    this.at++;
  }

  private readWord(): void {
    const { text } = this;
    const start = this.at;
    this.at = endOfWord(text, start);
    const word = text.slice(start, this.at);
    const before = this.word;
    this.word = word;
    this.fresh = BEFORE_EXPRESSION.has(word);
    if (word === "import") this.readImport(before);
    else if (word === "export") this.readClause();
    else if (word === "require") this.readCall("require", "resolve");
    else if (word === "jest" || word === "vi") this.readMock();
  }

  /** After a dot comes a name, whatever it is; after three dots an expression. */
  private readDot(): void {
    const { text } = this;
    if (text.charCodeAt(this.at + 1) === 46) {
      while (text.charCodeAt(this.at) === 46) this.at++;
      this.fresh = true;
      return;
    }
    const next = skipBlanks(text, this.at + 1);
    this.at = next;
    if (text.charCodeAt(next) === 35) this.at++;
    this.at = endOfWord(text, this.at);
    this.fresh = false;
  }

  private readImport(before: string): void {
    const { text } = this;
    const next = skipBlanks(text, this.at);
    const code = text.charCodeAt(next);
    if (code === 40) {
      const literal = this.literalArgument(next);
      if (literal === undefined) return;
      const isType = before === "typeof" || /^\s*\.\s*[A-Z]/.test(text.slice(literal.end, literal.end + 80));
      this.add(literal, isType ? "type" : "import");
    } else if (code === 46) {
      const meta = /^\.\s*meta\s*\.\s*resolve\s*(?=\()/.exec(text.slice(next, next + 80));
      const literal = meta ? this.literalArgument(next + meta[0].length) : undefined;
      if (literal) this.add(literal, "mention");
    } else this.readClause();
  }

  /** An import or export declaration; what is none is read on as code. */
  private readClause(): void {
    const clause = readModuleClause(this.text, this.at);
    if (clause === undefined) {
      this.fresh = true;
      return;
    }
    this.found.push({ specifier: clause.specifier, kind: clause.isType ? "type" : "import", offset: clause.offset });
    this.at = clause.end;
    this.fresh = true;
    this.word = "";
  }

  /** `require("…")`, and `require.resolve("…")` as a mention. */
  private readCall(kind: "require", mention: string): void {
    const { text } = this;
    let next = skipBlanks(text, this.at);
    let as: ImportKind = kind;
    if (text.charCodeAt(next) === 46 && text.startsWith(mention, next + 1)) {
      next = skipBlanks(text, next + 1 + mention.length);
      as = "mention";
    }
    const literal = text.charCodeAt(next) === 40 ? this.literalArgument(next) : undefined;
    if (literal) this.add(literal, as);
  }

  private readMock(): void {
    const { text } = this;
    const next = skipBlanks(text, this.at);
    const call = text.charCodeAt(next) === 46
      ? /^\.\s*(\w+)\s*(?:<[^;{}]*?>\s*)?(?=\(\s*["'`])/.exec(text.slice(next, next + 200))
      : null;
    if (!call || !MOCKS.has(call[1]!)) return;
    const literal = this.literalArgument(next + call[0].length);
    if (literal) this.add(literal, "mention");
  }

  /** The literal that is the first argument of the call whose parenthesis stands at `open`; reading goes on after it. */
  private literalArgument(open: number): { specifier: string; offset: number; end: number } | undefined {
    const { text } = this;
    const start = skipBlanks(text, open + 1);
    const quote = text[start];
    if (quote !== '"' && quote !== "'" && quote !== "`") return undefined;
    const close = text.indexOf(quote, start + 1);
    const specifier = close < 0 ? "" : text.slice(start + 1, close);
    if (specifier === "" || /[\n\r\\]|\$\{/.test(specifier)) return undefined;
    const after = skipBlanks(text, close + 1);
    const code = text.charCodeAt(after);
    if (code !== 41 && code !== 44) return undefined;
    this.stack.push(PAREN);
    this.at = close + 1;
    this.fresh = false;
    return { specifier, offset: start, end: after + 1 };
  }

  private add({ specifier, offset }: { specifier: string; offset: number }, kind: ImportKind): void {
    this.found.push({ specifier, kind, offset });
  }

  private readSlash(): void {
    const { text } = this;
    const next = text.charCodeAt(this.at + 1);
    const start = this.at;
    if (next === 47) {
      this.skipLine();
      this.found.push(...mentionsInComment(text.slice(start, this.at), start));
    } else if (next === 42) {
      const close = text.indexOf("*/", this.at + 2);
      this.at = close < 0 ? text.length : close + 2;
      this.found.push(...mentionsInComment(text.slice(start, this.at), start));
    } else if (!this.fresh || !this.skipRegExp()) {
      this.at++;
      this.fresh = true;
    }
  }

  /** False where no regular expression ends on this line: then the slash divides. */
  private skipRegExp(): boolean {
    const end = endOfRegExp(this.text, this.at);
    if (end === undefined) return false;
    this.at = end;
    this.fresh = false;
    return true;
  }

  /** A quote without its pair on the line is no string: the apostrophe of a text that is not understood. */
  private skipString(): void {
    this.at = endOfString(this.text, this.at) ?? this.at + 1;
    this.fresh = false;
  }

  /** From inside a template to its end, or to the expression in it. */
  private skipTemplate(): void {
    const { text } = this;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 92) this.at++;
      else if (code === 96) {
        this.at++;
        this.fresh = false;
        return;
      } else if (code === 36 && text.charCodeAt(this.at + 1) === 123) {
        this.at += 2;
        this.stack.push(TEMPLATE);
        this.fresh = true;
        return;
      }
    }
  }

  private closeBrace(): void {
    const kind = this.close(BRACE, TEMPLATE, JSX_EXPRESSION);
    this.at++;
    this.fresh = true;
    if (kind === TEMPLATE) this.skipTemplate();
  }

  /** Leaves the innermost enclosure of these kinds, with what was left open in it. */
  private close(...kinds: number[]): number | undefined {
    const { stack } = this;
    for (let i = stack.length - 1; i >= 0 && stack[i] !== JSX_TAG && stack[i] !== JSX_CHILDREN; i--) {
      if (kinds.includes(stack[i]!)) return stack.splice(i)[0];
      // A parenthesis does not reach out of its braces.
      if (kinds[0] === PAREN && stack[i] !== PAREN && stack[i] !== CONTROL_PAREN) return undefined;
    }
    return undefined;
  }

  private beginsElement(): boolean {
    const { text, at } = this;
    if (!this.jsx || !this.fresh) return false;
    const next = text.charCodeAt(at + 1);
    if (next === 62) return true;
    if (!isIdentifierStart(next)) return false;
    return !/^<(?:const\s+)?[\w$]+\s*(?:,|=(?![\s{"'])|extends\b)/.test(text.slice(at, at + 200));
  }

  private readChildren(): void {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at++);
      if (code === 123) {
        this.stack.push(JSX_EXPRESSION);
        this.fresh = true;
        return;
      }
      if (code !== 60) continue;
      if (text.charCodeAt(skipBlanks(text, this.at)) === 47) {
        const close = text.indexOf(">", this.at);
        this.at = close < 0 ? text.length : close + 1;
        this.stack.pop();
        this.fresh = false;
      } else this.stack.push(JSX_TAG);
      return;
    }
  }

  private readTag(): void {
    const { text } = this;
    for (let depth = 0; this.at < text.length;) {
      const code = text.charCodeAt(this.at++);
      if (code === 34 || code === 39) {
        const close = text.indexOf(String.fromCharCode(code), this.at);
        this.at = close < 0 ? text.length : close + 1;
      } else if (code === 123) {
        this.stack.push(JSX_EXPRESSION);
        this.fresh = true;
        return;
      } else if (code === 60) depth++;
      else if (code === 47) {
        const next = text.charCodeAt(this.at);
        if (next === 47 || next === 42) this.at = skipBlanks(text, this.at - 1);
        else if (next === 62) {
          this.at++;
          this.stack.pop();
          this.fresh = false;
          return;
        }
      } else if (code === 62 && text.charCodeAt(this.at - 2) !== 61 && depth-- === 0) {
        this.stack[this.stack.length - 1] = JSX_CHILDREN;
        return;
      }
    }
  }

  private skipLine(): void {
    this.at = endOfLine(this.text, this.at);
  }
}
