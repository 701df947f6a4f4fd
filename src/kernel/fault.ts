/** The exit codes of the program: what each number tells a script. */
export const EXIT_CODES = {
  0: "success",
  1: "general error",
  2: "invalid arguments",
  3: "configuration error",
  4: "git error",
  5: "file system error",
  6: "network or remote error",
  7: "authentication error",
  8: "not found",
  10: "validation failed",
  11: "changeset error",
  12: "version resolution error",
  13: "upgrade error",
  14: "audit error",
  15: "workflow definition error",
  64: "invalid arguments, of commands where 2 means a cancelled run",
  70: "a bug in workspace",
  124: "timed out",
  130: "interrupted",
} as const;

export type ExitCode = keyof typeof EXIT_CODES;

/** Parameters of a fault: they fill its texts and appear as `details` in JSON. */
export type FaultParams = Record<string, unknown>;

/** What a fault is, as data. `docs/errors.md` is generated from these. */
export interface FaultDeclaration<P extends FaultParams> {
  /** Stable name for scripts, SCREAMING_SNAKE_CASE. */
  code: string;
  exit: ExitCode;
  /** When it is raised, as one sentence for the documentation. */
  when: string;
  /** What went wrong, naming the thing. */
  message: (params: P) => string;
  /** Why it went wrong. */
  cause: (params: P) => string;
  /** What to do next, as a command where there is one. */
  hint: (params: P) => string;
}

/** An expected failure: it has a stable code, a cause and a hint. Anything else that escapes is a bug. */
export class Fault extends Error {
  override readonly name = "Fault";
  constructor(
    readonly code: string,
    readonly exit: ExitCode,
    message: string,
    readonly reason: string,
    readonly hint: string,
    readonly details: FaultParams,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Makes a fault of one declared kind; `declaration` is what it was declared with. */
export interface FaultMaker<P extends FaultParams> {
  (params: P, options?: { cause?: unknown }): Fault;
  readonly declaration: FaultDeclaration<P>;
}

/** Declares a kind of fault. The result is called with its parameters: `throw PACKAGE_NOT_FOUND({ name })`. */
export function fault<P extends FaultParams>(declaration: FaultDeclaration<P>): FaultMaker<P> {
  const make = (params: P, options?: { cause?: unknown }): Fault =>
    new Fault(
      declaration.code,
      declaration.exit,
      declaration.message(params),
      declaration.cause(params),
      declaration.hint(params),
      params,
      options,
    );
  return Object.assign(make, { declaration });
}

/** True for a fault with this code. Codes are matched, never texts. */
export function isFault(error: unknown, code?: string): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
