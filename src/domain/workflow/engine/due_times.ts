interface Due {
  at: number;
  call: () => void;
}

/**
 * Things to do at instants of the wall clock (milliseconds since 1970). The owner's loop asks for what is due every few
 * milliseconds, so a clock that is set, and a machine that slept, are noticed at once: what has become due meanwhile is
 * called; a clock that is set back takes what is to come back with it, since nobody waits the longer for it.
 */
export class DueTimes {
  readonly #all = new Set<Due>();
  #earliest = Infinity;
  #last = -Infinity;

  add(at: number, call: () => void): Disposable {
    const due = { at, call };
    this.#all.add(due);
    this.#earliest = Math.min(this.#earliest, at);
    return { [Symbol.dispose]: () => void this.#all.delete(due) };
  }

  /** Calls what is due, the earliest first. */
  call(now: number): void {
    if (now < this.#last) this.#setBack(this.#last - now);
    this.#last = now;
    if (now < this.#earliest) return;
    const due = [...this.#all].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const each of due) this.#all.delete(each);
    this.#earliest = [...this.#all].reduce((least, { at }) => Math.min(least, at), Infinity);
    for (const { call } of due) call();
  }

  #setBack(milliseconds: number): void {
    for (const due of this.#all) due.at -= milliseconds;
    this.#earliest -= milliseconds;
  }
}
