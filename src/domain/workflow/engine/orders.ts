import type { Order, Store, StoredOrder } from "../store/ports.ts";
import { isFinal } from "../model.ts";
import type { Commits } from "./commits.ts";
import { signalKey } from "./mailbox.ts";
import { approvalSignal } from "./run_approval.ts";
import type { Runs } from "./runs.ts";

/**
 * Carries out what commands ask for. An order leaves the store in the transaction that makes its effect durable, so it is
 * carried out wholly or is there for the next owner.
 */
export class Orders {
  /** Carried out in memory, and not durable yet. */
  readonly #taken = new Set<number>();
  readonly #parts: { store: Store; commits: Commits; runs: Runs; drain(): void };

  constructor(parts: { store: Store; commits: Commits; runs: Runs; drain(): void }) {
    this.#parts = parts;
  }

  /** Takes every order that is there. */
  take(): void {
    for (const order of this.#parts.store.listOrders()) {
      if (this.#taken.has(order.seq)) continue;
      this.#carryOut(order);
      this.#taken.add(order.seq);
    }
  }

  /** Requests to hand over that were meant for an owner before this one. */
  dropStale(): void {
    for (const { kind, seq } of this.#parts.store.listOrders()) {
      if (kind === "drain") this.#parts.store.removeOrder(seq);
    }
  }

  #carryOut(order: StoredOrder): void {
    const { commits, drain, runs } = this.#parts;
    const remove = () => {
      this.#parts.store.removeOrder(order.seq);
    };
    if (order.kind === "drain") {
      drain();
      return commits.write(remove);
    }
    if (!this.#isOpen(order)) return commits.write(remove);
    const { runId } = order;
    switch (order.kind) {
      case "start":
        return commits.write(remove);
      case "cancel": {
        const message = order.reason ? `Cancelled by ${order.by}: ${order.reason}` : `Cancelled by ${order.by}`;
        return runs.cancel(runId, { error: { code: "CANCELED", message }, reason: order.reason ?? message }, remove);
      }
      case "pause":
        return runs.pause(runId, order.reason, remove);
      case "resume":
        return runs.resume(runId, remove);
      case "signal": {
        const { name, payload, at, seq } = order;
        return runs.signal(runId, signalKey(seq), { letter: { name, payload, at }, also: remove });
      }
      case "decision": {
        const decision = this.#parts.store.findDecision(runId, order.task);
        if (!decision) return commits.write(remove);
        const letter = { name: approvalSignal(order.task), payload: decision, at: decision.at };
        return runs.signal(runId, signalKey(order.seq), { letter, also: remove });
      }
    }
  }

  /** Whether the order's run goes on; one that was not known yet is taken up. */
  #isOpen({ runId }: Exclude<Order, { kind: "drain" }>): boolean {
    const { runs, store } = this.#parts;
    if (runs.has(runId)) return true;
    const run = store.findRun(runId);
    if (!run || isFinal(run.status)) return false;
    runs.adopt(run);
    return true;
  }
}
