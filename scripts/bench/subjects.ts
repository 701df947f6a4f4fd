import type { Subject } from "./measure.ts";
import type { Peers } from "./peers.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

export const bare = (hello: string): Subject => ({
  name: "bare `deno run`",
  program: Deno.execPath(),
  args: ["run", hello],
});

/** The bundle with some arguments. */
export const ours = (name: string, args: string[], extra: Partial<Subject> = {}): Subject => ({
  name: `**workspace** \`${name}\``,
  program: Deno.execPath(),
  args: ["run", "-A", "--cached-only", "--no-lock", `${ROOT}/dist/main.js`, ...args, "--log-level", "silent"],
  ...extra,
});

/** A peer with some arguments. Linters exit with 1 where they find something. */
export const node = (name: string, args: string[], peers: Peers, extra: Partial<Subject> = {}): Subject => ({
  name,
  program: peers.node,
  args,
  ...extra,
});
