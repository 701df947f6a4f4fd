import { sum } from "@shop/money";

/** What everything in a cart costs, in cents. */
export function total(items) {
  return sum(items.map(({ price, count }) => price * count));
}
