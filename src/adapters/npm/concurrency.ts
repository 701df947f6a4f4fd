/** Lets at most `limit` pieces of work run at a time; the others wait in the order in which they came. */
export function limiter(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((start) => waiting.push(start));
    else running++;
    try {
      return await work();
    } finally {
      // A waiting piece takes over the place of the one that ends.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
