import fc from "fast-check";
import assert from "node:assert/strict";
import { readEvents, readLines, type ServerEvent } from "./event_stream.ts";

/** A body that comes in pieces which end anywhere, also within a character. */
function body(text: string, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).map((end, i) => bytes.slice(places[i], end));
  return ReadableStream.from(pieces);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const plain = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n\0]/.test(text));

Deno.test("events come out as they were put in, however the stream is cut and its lines end", async () => {
  const event = fc.record({
    event: fc.stringMatching(/^[a-z]{1,8}$/),
    data: fc.array(plain, { minLength: 1, maxLength: 3 }),
    id: fc.option(fc.nat().map(String), { nil: undefined }),
    comment: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 5 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      cuts,
      async (events, end, at) => {
        const text = events.map(({ event, data, id, comment }) =>
          [
            ...(comment ? [": ping"] : []),
            ...(id === undefined ? [] : [`id: ${id}`]),
            `event: ${event}`,
            ...data.map((line) => `data: ${line}`),
            "",
            "",
          ].join(end)
        ).join("");
        let last: string | undefined;
        const expected: ServerEvent[] = events.map(({ event, data, id }) => {
          last = id ?? last;
          return { event, data: data.join("\n"), id: last };
        });
        assert.deepEqual(await all(readEvents(body(text, at))), expected);
      },
    ),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("lines come out as they were put in; what has no end counts only where it is asked for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plain, { maxLength: 6 }), plain, cuts, async (lines, rest, at) => {
      const text = lines.map((line) => `${line}\n`).join("") + rest;
      // A byte order mark at the start is no text.
      const expected = lines.map((line, i) => i === 0 ? line.replace(/^\ufeff/, "") : line);
      const tail = lines.length === 0 ? rest.replace(/^\ufeff/, "") : rest;
      assert.deepEqual(await all(readLines(body(text, at))), expected);
      assert.deepEqual(
        await all(readLines(body(text, at), { rest: true })),
        tail === "" ? expected : [...expected, tail],
      );
    }),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("fields as the standard has them", async () => {
  const text =
    "data:a\ndata: b\ndata\nunknown: x\nretry: 12\nretry: x\nid: 1\0\n\n\nevent: none\n\ndata: c\nid\n\ndata: lost";
  const retries: number[] = [];
  let alive = 0;
  const events = await all(readEvents(body(text, [5]), { retry: (each) => retries.push(each), alive: () => alive++ }));
  assert.deepEqual(events, [
    { event: "message", data: "a\nb\n", id: undefined },
    { event: "message", data: "c", id: "" },
  ]);
  assert.deepEqual([retries, alive > 0], [[12], true]);
});

Deno.test("a line of ten megabytes in small pieces", async () => {
  const long = "x".repeat(10 * 1024 * 1024);
  const step = 16 * 1024;
  const pieces = Array.from({ length: long.length / step }, (_, i) => i * step);
  const [line] = await all(readLines(body(`${long}\n`, pieces)));
  assert.equal(line!.length, long.length);
});
