import { sum } from "@shop/money";

/** Items for tests, and what they cost together. */
export const items = [
  { name: "Tea", price: 450, count: 2 },
  { name: "Cup", price: 1250, count: 1 },
];
export const expectedTotal = sum([450, 450, 1250]);
