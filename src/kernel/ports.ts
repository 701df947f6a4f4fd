/**
 * What commands and domains may ask of the outside world. Adapters fulfil these; tests may substitute them.
 * Paths are absolute unless a comment says otherwise, with "/" on every system.
 */

/** One entry of a folder. */
export interface FileEntry {
  name: string;
  kind: "file" | "directory" | "symlink" | "other";
}

/**
 * The file system. Reading a path that is not there gives `undefined`; every other failure is a fault
 * (`FILE_UNREADABLE`, `FILE_UNWRITABLE`, `DISK_FULL`) naming the path.
 */
export interface Files {
  /** UTF-8 text, a leading byte order mark included. */
  readText(path: string): string | undefined;
  readBytes(path: string): Uint8Array | undefined;
  /** Entries sorted by name. */
  list(directory: string): FileEntry[] | undefined;
  /** Follows symbolic links. */
  kindOf(path: string): FileEntry["kind"] | undefined;
  /** Permission bits, links followed; undefined when the path is not there, and where the system has none (Windows). */
  modeOf(path: string): number | undefined;
  /** Resolves symbolic links; undefined when the path is not there. */
  realPath(path: string): string | undefined;
  /**
   * Replaces the file atomically (temporary file, fsync, rename), keeping its mode and writing through symbolic
   * links; parent folders are made. With `createOnly` a file that exists is a fault (`FILE_EXISTS`).
   */
  write(path: string, content: string | Uint8Array, options?: { createOnly?: boolean; executable?: boolean }): void;
  /**
   * The first half of `write`: the content lies on the disk, beside the file, and nothing else has changed. With `mode`
   * the file gets these permission bits, whatever it had.
   */
  stage(path: string, content: string | Uint8Array, options?: { mode?: number | undefined }): StagedFile;
  /** Removes a file; one that is not there is no failure. */
  remove(path: string): void;
  /** Removes a folder if it is empty. */
  removeEmptyDirectory(path: string): void;
  makeDirectory(path: string): void;
  /**
   * Waits for the exclusive lock on a file that is made for it; the lock ends with `dispose` or with the process.
   * With `wait: false` a lock held elsewhere gives `undefined`.
   */
  lock(path: string, options?: { wait?: boolean }): Disposable | undefined;
}

/** A file's new content, ready to take its place. */
export interface StagedFile {
  /** Takes the place of the old content, atomically; needs no room on the disk. */
  place(): void;
  /** Gives it up. */
  discard(): void;
}

/** Environment variables by name; names that the command did not state are undefined. */
export interface Environment {
  get(name: string): string | undefined;
}

/** The time. `SOURCE_DATE_EPOCH` (seconds since 1970, reproducible-builds.org) fixes it. */
export interface Clock {
  now(): Temporal.Instant;
}

export type LogLevel = "silent" | "error" | "warn" | "info" | "debug" | "trace";

/** Messages about what is being done; they go to stderr, at the level the user chose. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
}

/** One thing to choose in a prompt. */
export interface Choice<T extends string = string> {
  value: T;
  label?: string;
  description?: string;
  /** Chosen before the user chooses (several-of-many prompts). */
  checked?: boolean;
  /** Title that neighbouring choices share (several-of-many prompts). */
  group?: string;
}

/** Questions to a person at a terminal. Call only when `available`; Ctrl-C raises `INTERRUPTED`. */
export interface Prompt {
  /** Whether questions may be asked: a terminal on both ends, no CI, not `--no-interactive`. */
  readonly available: boolean;
  /** Whether `--interactive` asked for the guided form. */
  readonly guided: boolean;
  /** Lines before the questions. */
  say(lines: string): void;
  select<T extends string>(question: string, choices: Choice<T>[], options?: { initial?: T }): Promise<T>;
  checkbox(question: string, choices: Choice[]): Promise<string[]>;
  confirm(question: string, options?: { initial?: boolean }): Promise<boolean>;
  input(question: string, options?: { initial?: string; validate?: (value: string) => true | string }): Promise<string>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string>;
}

/** Progress on a terminal; nothing elsewhere. */
export interface Progress {
  /** Shows a spinner while `work` runs. */
  spin<T>(label: string, work: () => Promise<T>): Promise<T>;
  /** A bar for a known number of steps; `end` removes it. */
  bar(label: string, total: number): { step(): void; end(): void };
}

/** What a program that was run left behind. */
export interface ProcessResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs programs that the command stated in `needs.run`. */
export interface Processes {
  run(
    program: string,
    args: string[],
    options?: {
      cwd?: string;
      input?: string;
      env?: Record<string, string>;
      /** The program speaks with the user on this process's streams, such as an editor; its outputs are empty. */
      onTerminal?: boolean;
      /**
       * "registries": only what a package manager needs to reach its registries and repositories; tokens of CI systems
       * and everything else that is set stay behind.
       */
      inherits?: "all" | "registries";
      /** Ends the program after so long; its code is then 124. */
      limitMilliseconds?: number;
    },
  ): Promise<ProcessResult>;
}

/** Ctrl-C and termination, noticed rather than obeyed at once while something must not be left half done. */
export interface Interruption {
  /** From now on signals are only recorded, until disposed; `signal` is aborted by the first one. */
  hold(): Disposable & { readonly requested: boolean; readonly signal: AbortSignal };
}

/** The standard streams. */
export interface Terminal {
  /** A closed pipe is no failure: what comes after it is dropped. */
  write(stream: "stdout" | "stderr", text: string): void;
  isTerminal(stream: "stdin" | "stdout" | "stderr"): boolean;
  /** Width, or undefined where it is not known. */
  columns(): number | undefined;
  /** What is piped into the program, to its end. */
  readInput(): Promise<string>;
  /** Takes the terminal over. Call only where stdin and stdout are one. */
  openScreen(): Screen;
}

/** The whole terminal, taken over until it is disposed; what was on it before comes back then. */
export interface Screen extends Disposable {
  size(): { columns: number; rows: number };
  /** Shows these lines, from the top; only those that differ from what is shown are written. */
  draw(lines: readonly string[]): void;
  /**
   * Keys as they are pressed, until the signal aborts: a character, or `up`, `down`, `left`, `right`, `page-up`,
   * `page-down`, `home`, `end`, `enter`, `escape`, `tab`, `back-tab`, `backspace`, `ctrl-c`; `resize` for a new size.
   */
  keys(signal: AbortSignal): AsyncIterable<string>;
}
