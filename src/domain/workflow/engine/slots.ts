/** Room for so many at once; who comes when it is full waits in line. */
export class Slots {
  #free: number;
  readonly #line = new Set<(slot: Disposable) => void>();

  constructor(readonly limit: number) {
    this.#free = limit;
  }

  /** A place, to be disposed once it is no longer used; undefined when `signal` aborts before there is one. */
  take(signal?: AbortSignal): Promise<Disposable | undefined> | Disposable | undefined {
    if (signal?.aborted) return undefined;
    if (this.#free > 0) return this.#place();
    const { promise, resolve } = Promise.withResolvers<Disposable | undefined>();
    const leave = () => {
      this.#line.delete(enter);
      resolve(undefined);
    };
    const enter = (place: Disposable) => {
      signal?.removeEventListener("abort", leave);
      resolve(place);
    };
    this.#line.add(enter);
    signal?.addEventListener("abort", leave, { once: true });
    return promise;
  }

  /** Does the work once there is room for it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    using _place = await this.take();
    return await work();
  }

  #place(): Disposable {
    this.#free--;
    return {
      [Symbol.dispose]: () => {
        this.#free++;
        const [next] = this.#line;
        if (next === undefined) return;
        this.#line.delete(next);
        next(this.#place());
      },
    };
  }
}
