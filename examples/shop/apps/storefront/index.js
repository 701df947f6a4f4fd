import { renderCart } from "@shop/ui";
import { items } from "@shop/testing";

console.log(renderCart(items));
