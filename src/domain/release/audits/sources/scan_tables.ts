import { isIdentifierPart, isSpace } from "./lexical.ts";

/** What encloses the place that is read. */
export const TRY = 0,
  BRACE = 1,
  PAREN = 2,
  CONTROL_PAREN = 3,
  TEMPLATE = 4,
  JSX_TAG = 5,
  JSX_CHILDREN = 6,
  JSX_EXPRESSION = 7;

/** Words after which an expression begins, so that `/` begins a regular expression and `<` an element. */
export const BEFORE_EXPRESSION = new Set(
  "return typeof case do else in instanceof new void delete throw await yield of default extends".split(" "),
);
export const BEFORE_CONTROL_PAREN = new Set(["if", "while", "for", "with"]);
export const NAMED = new Set(["import", "export", "require", "jest", "vi"]);

/** What a character begins in code: nothing, a word (or number), an operator; 0 for what is looked at one by one. */
export const SPACE = 1, WORD = 2, OPERATOR = 3;
export const KINDS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  if (isSpace(code)) KINDS[code] = SPACE;
  else if (isIdentifierPart(code)) KINDS[code] = WORD;
  else if (!"\"'`/(){}]<.+-!".includes(String.fromCharCode(code))) KINDS[code] = OPERATOR;
}

/** Whether an expression may begin: what a word decides is looked at only where it matters. */
export const YES = 1, NO = 0, BY_WORD = 2;
