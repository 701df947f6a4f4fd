/**
 * A text with an expression that cannot be read or computed, and where. Not a fault: who knows the file, or the task of
 * a run, makes one of it.
 */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  constructor(
    message: string,
    /** Into the text that was given, in UTF-16 units. */
    readonly offset: number,
    readonly hint: string = "",
  ) {
    super(message);
  }

  /** The same error seen from a text in which this one's stands at `offset`. */
  within(offset: number): ExpressionError {
    return new ExpressionError(this.message, this.offset + offset, this.hint);
  }
}
