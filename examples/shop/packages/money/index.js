/** The sum of amounts in cents. */
export function sum(amounts) {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** An amount in cents as people write it. */
export function format(amount) {
  return (amount / 100).toFixed(2);
}
