import { parsePattern, type PatternNode } from "./parse_pattern.ts";
import { PatternError } from "./pattern_error.ts";

/** A regular expression that was read. */
export interface LinearPattern {
  readonly source: string;
  /**
   * Whether the text holds a match, in a time that grows with the text's length alone. Throws `PatternError` for a text
   * that is too long for it.
   */
  test(text: string): boolean;
}

type Instruction =
  | { op: "character"; matches: (codePoint: number) => boolean }
  | { op: "assert"; kind: "start" | "end" | "boundary" | "inside" }
  | { op: "split"; first: number; second: number }
  | { op: "jump"; to: number }
  | { op: "match" };

/** Most instructions; repetitions that are counted are written out. */
const PROGRAM_LIMIT = 2000;
/** Most instructions times characters. */
const WORK_LIMIT = 100_000_000;

/**
 * Reads a regular expression of JavaScript (with the flag `u`) that needs no backtracking: no backreferences, no
 * lookaround. It is matched by Thompson's construction (Ken Thompson, 1968), as RE2 does, so no pattern and no text can
 * take exponential time. Throws `PatternError`.
 */
export function compileLinearPattern(source: string): LinearPattern {
  const program: Instruction[] = [];
  const emit = (instruction: Instruction): number => {
    if (program.length >= PROGRAM_LIMIT) {
      throw new PatternError("it repeats too much", "Use smaller counts in {n,m}.");
    }
    return program.push(instruction) - 1;
  };
  write(parsePattern(source));
  emit({ op: "match" });
  return { source, test: (text) => matches(program, text) };

  function write(node: PatternNode): void {
    switch (node.kind) {
      case "character":
        emit({ op: "character", matches: node.matches });
        break;
      case "assert":
        emit({ op: "assert", kind: node.assert });
        break;
      case "sequence":
        node.parts.forEach(write);
        break;
      case "alternatives":
        writeAlternatives(node.parts);
        break;
      case "repeat":
        for (let i = 0; i < node.minimum; i++) write(node.part);
        if (node.maximum === Infinity) writeStar(node.part);
        else writeOptional(node.part, node.maximum - node.minimum);
        break;
    }
  }

  function writeAlternatives(parts: readonly PatternNode[]): void {
    const ends: number[] = [];
    parts.forEach((part, i) => {
      if (i === parts.length - 1) return write(part);
      const split = emit({ op: "split", first: program.length + 1, second: 0 });
      write(part);
      ends.push(emit({ op: "jump", to: 0 }));
      program[split] = { op: "split", first: split + 1, second: program.length };
    });
    for (const end of ends) program[end] = { op: "jump", to: program.length };
  }

  function writeStar(part: PatternNode): void {
    const split = emit({ op: "split", first: program.length + 1, second: 0 });
    write(part);
    emit({ op: "jump", to: split });
    program[split] = { op: "split", first: split + 1, second: program.length };
  }

  function writeOptional(part: PatternNode, times: number): void {
    const splits: number[] = [];
    for (let i = 0; i < times; i++) {
      splits.push(emit({ op: "split", first: program.length + 1, second: 0 }));
      write(part);
    }
    for (const split of splits) program[split] = { op: "split", first: split + 1, second: program.length };
  }
}

function matches(program: readonly Instruction[], text: string): boolean {
  if (program.length * text.length > WORK_LIMIT) {
    throw new PatternError("the text is too long for it", "Use a simpler pattern, or maxLength.");
  }
  const characters = Array.from(text, (each) => each.codePointAt(0)!);
  let threads: number[] = [];
  const seen = new Int32Array(program.length).fill(-1);

  for (let at = 0; at <= characters.length; at++) {
    // A match may begin anywhere.
    if (addThread(0, at)) return true;
    const code = characters[at];
    if (code === undefined) return false;
    const last = threads;
    threads = [];
    for (const thread of last) {
      const instruction = program[thread]!;
      if (instruction.op === "character" && instruction.matches(code) && addThread(thread + 1, at + 1)) return true;
    }
  }
  return false;

  /** Adds an instruction and what it leads to without reading a character; true for a match. */
  function addThread(start: number, at: number): boolean {
    const open = [start];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen[index] === at) continue;
      seen[index] = at;
      const instruction = program[index]!;
      switch (instruction.op) {
        case "match":
          return true;
        case "character":
          threads.push(index);
          break;
        case "jump":
          open.push(instruction.to);
          break;
        case "split":
          open.push(instruction.second, instruction.first);
          break;
        case "assert":
          if (holds(instruction.kind, at)) open.push(index + 1);
          break;
      }
    }
    return false;
  }

  function holds(kind: "start" | "end" | "boundary" | "inside", at: number): boolean {
    if (kind === "start") return at === 0;
    if (kind === "end") return at === characters.length;
    const boundary = isWord(characters[at - 1]) !== isWord(characters[at]);
    return kind === "boundary" ? boundary : !boundary;
  }
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /\w/.test(String.fromCodePoint(code));
}
