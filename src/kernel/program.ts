/** What the program may ask about itself: the file it is, where its releases come from, what it was granted. */

/** The program's own file, where it is one binary. */
export interface ProgramFile {
  /** Absolute, symbolic links resolved, with "/". */
  readonly path: string;
  /** Taken by an update for as long as it runs; undefined when another one has it. Ends with the process. */
  lock(): Disposable | undefined;
  /** A fault (`FILE_UNWRITABLE`) where no file can be made beside the program. */
  checkWritable(): void;
  /** Writes a new binary beside the program, flushed and executable; nothing else changes. */
  stage(content: Uint8Array): StagedProgram;
  /** Where an update keeps the binary that it replaces: `<name>.old`, on Windows `<name>.old.exe`. */
  readonly keptPath: string;
  /** The binary that the last update kept beside the program, if it is still there. */
  findKept(): StagedProgram | undefined;
}

/** A binary that lies beside the program. */
export interface StagedProgram {
  readonly path: string;
  /**
   * Takes the program's place, atomically; the binary that was there is kept. The result brings it
   * back.
   */
  place(): { restore(): void };
  discard(): void;
}

/** What came of asking for a file. */
export type Download =
  | { kind: "file"; bytes: Uint8Array<ArrayBuffer> }
  /** 404 and 410. */
  | { kind: "missing" }
  | { kind: "too-large" }
  /** No connection, one that broke off, a refusal, a redirect to an address that is less safe: why, in a sentence. */
  | { kind: "failed"; problem: string };

/** Files over HTTP, without credentials. Redirects lead to https, or within this machine. */
export interface Downloads {
  fetch(url: URL, options: { maxBytes: number; onProgress?: (received: number) => void }): Promise<Download>;
}

/** What this process was granted when it was started, and has not given up. */
export interface Grants {
  /** Without a subject: the whole category. */
  allows(category: "read" | "write" | "net" | "run" | "env", subject?: string): boolean;
}
