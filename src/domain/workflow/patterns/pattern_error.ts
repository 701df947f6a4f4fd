/** A regular expression that is wrong, or that cannot be matched in bounded time. Says what it is, after its name. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}
