import type { Files } from "../../../kernel/ports.ts";
import { FILE_NOT_UTF8 } from "../apply/faults.ts";
import type { FileWrite } from "../apply/journal.ts";

/** The files of a project with the changes that a release makes to them: decided, and not yet written. */
export class Draft {
  readonly #originals = new Map<string, string | null>();
  readonly #texts = new Map<string, string | null>();

  constructor(private readonly root: string, private readonly files: Files) {}

  /** The text as changed so far; undefined where there is no such file. Paths are relative to the root. */
  read(path: string): string | undefined {
    if (!this.#texts.has(path)) {
      const text = this.#load(path);
      this.#originals.set(path, text);
      this.#texts.set(path, text);
    }
    return this.#texts.get(path) ?? undefined;
  }

  /** Replaces a file's text; null removes it. */
  set(path: string, text: string | null): void {
    this.read(path);
    this.#texts.set(path, text);
  }

  /** What is to be written, sorted by path; files that stay as they are are left out. */
  writes(): FileWrite[] {
    return [...this.#texts.keys()].sort()
      .map((path) => ({ path, before: this.#originals.get(path)!, after: this.#texts.get(path)! }))
      .filter(({ before, after }) => before !== after);
  }

  /** A decoder that replaced what it cannot read would damage the file when it is written back. */
  #load(path: string): string | null {
    const bytes = this.files.readBytes(`${this.root}/${path}`);
    if (bytes === undefined) return null;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw FILE_NOT_UTF8({ path }, { cause: error });
    }
  }
}
