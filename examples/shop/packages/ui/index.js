import { total } from "@shop/cart";
import { format } from "@shop/money";

/** A cart as text: a line for each item, and the total. */
export function renderCart(items) {
  const lines = items.map(({ name, price, count }) => `${count} x ${name}: ${format(price * count)}`);
  return [...lines, `Total: ${format(total(items))}`].join("\n");
}
