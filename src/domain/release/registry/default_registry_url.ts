/** A module of its own, so that a bundle keeps the URL and leaves out the rest of the library, which loads `node:fs`. */
export { defaultUrl } from "registry-url";
