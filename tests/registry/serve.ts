import { startReplayRegistry } from "./replay_registry.ts";

/**
 * The replaying registry as a process of its own, for measurements: `serve.ts OPTIONS.json` (`ReplayOptions`) prints its
 * URL once all documents are ready, and ends with its standard input.
 */
await using registry = startReplayRegistry(JSON.parse(Deno.readTextFileSync(Deno.args[0]!)));
await registry.prepare();
console.log(registry.url);
await new Response(Deno.stdin.readable).arrayBuffer();
