import { endOfLine, endOfRegExp, endOfString, endOfWord, isIdentifierStart, isSpace, skipBlanks } from "./lexical.ts";
import { mentionsInComment } from "./comment_mentions.ts";
import { findLiteralArgument, type LiteralArgument } from "./literal_argument.ts";
import { findMockCall } from "./mock_call.ts";
import { readModuleClause } from "./module_clause.ts";
import { lastCandidate } from "./last_candidate.ts";
import type { ImportKind, ModuleImport } from "./module_import.ts";
import {
  BEFORE_CONTROL_PAREN,
  BEFORE_EXPRESSION,
  BRACE,
  BY_WORD,
  CONTROL_PAREN,
  JSX_CHILDREN,
  JSX_EXPRESSION,
  JSX_TAG,
  KINDS,
  NAMED,
  NO,
  OPERATOR,
  PAREN,
  SPACE,
  TEMPLATE,
  TRY,
  WORD,
  YES,
} from "./scan_tables.ts";

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

class Scanner {
  readonly found: ModuleImport[] = [];
  private readonly stack: number[] = [];
  private at = 0;
  private fresh = YES;
  /** The word that was read last, while nothing but white space came after it. */
  private wordStart = 0;
  private wordEnd = 0;

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

  /** Reads words and operators in a row, then one token that needs a closer look. */
  private readCode(): void {
    const { text } = this;
    const length = text.length;
    let at = this.at;
    while (at < length) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? KINDS[code] : isSpace(code) ? SPACE : WORD;
      if (kind === SPACE) at++;
      else if (kind === OPERATOR) {
        at++;
        this.fresh = YES;
        this.wordEnd = 0;
      } else if (kind === WORD) {
        const start = at++;
        for (; at < length; at++) {
          const next = text.charCodeAt(at);
          if (next < 128 ? KINDS[next] !== WORD : isSpace(next)) break;
        }
        const size = at - start;
        // i(mport), e(xport), r(equire), j(est), v(i)
        if (
          (code === 105 || code === 101) && size === 6 || code === 114 && size === 7 || code === 106 && size === 4 ||
          code === 118 && size === 2
        ) {
          this.at = at;
          if (this.readNamed(text.slice(start, at), start)) return;
        }
        this.wordStart = start;
        this.wordEnd = at;
        this.fresh = BY_WORD;
      } else {
        this.at = at;
        return this.readToken(code);
      }
    }
    this.at = at;
  }

  /** Reads on after a word that may name a module; false for any other word. */
  private readNamed(word: string, start: number): boolean {
    const before = this.text.slice(this.wordStart, this.wordEnd);
    if (!NAMED.has(word)) return false;
    this.wordStart = start;
    this.wordEnd = this.at;
    this.fresh = BY_WORD;
    if (word === "import") this.readImport(before);
    else if (word === "export") this.readClause();
    else if (word === "require") this.readCall("require", "resolve");
    else this.readMock();
    return true;
  }

  /** Whether `/` begins a regular expression here, and `<` an element. */
  private isFresh(): boolean {
    if (this.fresh !== BY_WORD) return this.fresh === YES;
    return BEFORE_EXPRESSION.has(this.text.slice(this.wordStart, this.wordEnd));
  }

  private readToken(code: number): void {
    const { text } = this;
    switch (code) {
      case 34: // "
      case 39: // '
        this.skipString();
        break;
      case 96: // `
        this.at++;
        this.skipTemplate();
        break;
      case 47: // /
        // A comment leaves the word before it where it is.
        return this.readSlash();
      case 40: { // (
        const isControl = this.wordEnd > 0 && BEFORE_CONTROL_PAREN.has(text.slice(this.wordStart, this.wordEnd));
        this.stack.push(isControl ? CONTROL_PAREN : PAREN);
        this.fresh = YES;
        this.at++;
        break;
      }
      case 41: // )
        this.fresh = this.close(PAREN, CONTROL_PAREN) === CONTROL_PAREN ? YES : NO;
        this.at++;
        break;
      case 123: // {
        this.stack.push(this.wordEnd > 0 && text.slice(this.wordStart, this.wordEnd) === "try" ? TRY : BRACE);
        this.fresh = YES;
        this.at++;
        break;
      case 125: // }
        this.closeBrace();
        break;
      case 93: // ]
        this.fresh = NO;
        this.at++;
        break;
      case 60: // <
        if (this.beginsElement()) this.stack.push(JSX_TAG);
        this.fresh = YES;
        this.at++;
        break;
      case 46: // .
        this.readDot();
        break;
      case 33: // ! after an expression is TypeScript's assertion that it is not null
        if (this.isFresh() || text.charCodeAt(this.at + 1) === 61) this.fresh = YES;
        else this.fresh = NO;
        this.at++;
        break;
      default: // + and -
        if (text.charCodeAt(this.at + 1) === code) {
          this.fresh = this.isFresh() ? YES : NO;
          this.at++;
        } else this.fresh = YES;
        this.at++;
    }
    this.wordEnd = 0;
  }

  /** After a dot comes a name, whatever it is; after three dots an expression. */
  private readDot(): void {
    const { text } = this;
    if (text.charCodeAt(this.at + 1) === 46) {
      while (text.charCodeAt(this.at) === 46) this.at++;
      this.fresh = YES;
      return;
    }
    const next = skipBlanks(text, this.at + 1);
    this.at = next;
    if (text.charCodeAt(next) === 35) this.at++;
    this.at = endOfWord(text, this.at);
    this.fresh = NO;
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
      this.fresh = YES;
      return;
    }
    this.found.push({ specifier: clause.specifier, kind: clause.isType ? "type" : "import", offset: clause.offset });
    this.at = clause.end;
    this.fresh = YES;
    this.wordEnd = 0;
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
    const open = findMockCall(this.text, this.at);
    const literal = open === undefined ? undefined : this.literalArgument(open);
    if (literal) this.add(literal, "mention");
  }

  /** The literal that is the first argument of the call whose parenthesis stands at `open`; reading goes on after it. */
  private literalArgument(open: number): LiteralArgument | undefined {
    const literal = findLiteralArgument(this.text, open);
    if (literal === undefined) return undefined;
    this.stack.push(PAREN);
    this.at = literal.close;
    this.fresh = NO;
    return literal;
  }

  private add({ specifier, offset }: LiteralArgument, kind: ImportKind): void {
    const isOptional = (kind === "import" || kind === "require") && this.stack.includes(TRY);
    this.found.push({ specifier, kind: isOptional ? "optional" : kind, offset });
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
    } else {
      // Where no regular expression ends on this line, the slash divides.
      const end = this.isFresh() ? endOfRegExp(text, this.at) : undefined;
      this.at = end ?? this.at + 1;
      this.fresh = end === undefined ? YES : NO;
      this.wordEnd = 0;
    }
  }

  /** A quote without its pair on the line is no string: the apostrophe of a text that is not understood. */
  private skipString(): void {
    this.at = endOfString(this.text, this.at) ?? this.at + 1;
    this.fresh = NO;
  }

  /** From inside a template to its end, or to the expression in it. */
  private skipTemplate(): void {
    const { text } = this;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 92) this.at++;
      else if (code === 96) {
        this.at++;
        this.fresh = NO;
        return;
      } else if (code === 36 && text.charCodeAt(this.at + 1) === 123) {
        this.at += 2;
        this.stack.push(TEMPLATE);
        this.fresh = YES;
        return;
      }
    }
  }

  private closeBrace(): void {
    const kind = this.close(BRACE, TRY, TEMPLATE, JSX_EXPRESSION);
    this.at++;
    this.fresh = YES;
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
    if (!this.jsx || !this.isFresh()) return false;
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
        this.fresh = YES;
        return;
      }
      if (code !== 60) continue;
      if (text.charCodeAt(skipBlanks(text, this.at)) === 47) {
        const close = text.indexOf(">", this.at);
        this.at = close < 0 ? text.length : close + 1;
        this.stack.pop();
        this.fresh = NO;
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
        this.fresh = YES;
        return;
      } else if (code === 60) depth++;
      else if (code === 47) {
        const next = text.charCodeAt(this.at);
        if (next === 47 || next === 42) this.at = skipBlanks(text, this.at - 1);
        else if (next === 62) {
          this.at++;
          this.stack.pop();
          this.fresh = NO;
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
