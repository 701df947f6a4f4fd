/** Room for so many at once; who comes when it is full waits in line. */
export class Slots {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(readonly limit: number) {
    this.#free = limit;
  }

  /** Does the work once there is room for it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
