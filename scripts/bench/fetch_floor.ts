/**
 * The least that reading packuments takes in Deno: `fetch_floor.ts URL CONCURRENCY NAMES.json` fetches the documents and
 * does nothing with them.
 */
const [registry, concurrency, file] = Deno.args as [string, string, string];
const names = JSON.parse(Deno.readTextFileSync(file)) as string[];
const client = Deno.createHttpClient({ poolMaxIdlePerHost: Number(concurrency) });
const headers = { accept: "application/vnd.npm.install-v1+json" };
let next = 0;
await Promise.all(Array.from({ length: Number(concurrency) }, async () => {
  while (next < names.length) {
    const response = await fetch(registry + names[next++]!.replace("/", "%2f"), { client, headers });
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    await response.bytes();
  }
}));
client.close();
