import assert from "node:assert/strict";
import { httpDownloads } from "./downloads.ts";

function serve(answer: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    url: (path: string) => new URL(`http://127.0.0.1:${server.addr.port}${path}`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } });

Deno.test("a file is read piece by piece, over a redirect, without credentials", async () => {
  const asked: Headers[] = [];
  await using server = serve((request) => {
    asked.push(request.headers);
    return request.url.endsWith("/file")
      ? new Response("content")
      : redirect("http://ada:secret@LOCALHOST/".replace("LOCALHOST", new URL(request.url).host) + "file");
  });
  const progress: number[] = [];
  const answer = await httpDownloads().fetch(server.url("/latest"), {
    maxBytes: 7,
    onProgress: (n) => progress.push(n),
  });
  assert.ok(answer.kind === "file");
  assert.equal(new TextDecoder().decode(answer.bytes), "content");
  assert.equal(progress.at(-1), 7);
  assert.deepEqual(asked.map((headers) => headers.get("authorization")), [null, null]);
});

Deno.test("what is missing, too large or nothing at all is told apart", async () => {
  await using server = serve((request) => {
    switch (new URL(request.url).pathname) {
      case "/gone":
        return new Response(null, { status: 410 });
      case "/large":
        return new Response("x".repeat(100));
      case "/no-address":
        return new Response(null, { status: 302 });
      case "/ftp":
        return redirect("ftp://127.0.0.1/");
      case "/plain":
        return redirect("http://mirror.example/");
      case "/empty":
        return new Response(null, { status: 204 });
      case "/error":
        return new Response(null, { status: 500 });
      default:
        return redirect("/round");
    }
  });
  const ask = (path: string) => httpDownloads().fetch(server.url(path), { maxBytes: 99 });
  assert.deepEqual(await ask("/gone"), { kind: "missing" });
  assert.deepEqual(await ask("/large"), { kind: "too-large" });
  assert.deepEqual(await ask("/empty"), { kind: "file", bytes: new Uint8Array() });
  const problems: [string, RegExp][] = [
    ["/no-address", /without a usable address/],
    ["/ftp", /less safe \(ftp:\)/],
    ["/plain", /less safe \(http:\)/],
    ["/error", /answered 500/],
    ["/round", /more than 5 times/],
  ];
  for (const [path, problem] of problems) {
    const answer = await ask(path);
    assert.ok(answer.kind === "failed");
    assert.match(answer.problem, problem);
  }
});

Deno.test("a server that says nothing any more is given up", async () => {
  const ended = new AbortController();
  await using server = serve(() => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        ended.signal.addEventListener("abort", () => controller.close());
      },
    });
    return new Response(body);
  });
  const answer = await httpDownloads({ idleMilliseconds: 50 }).fetch(server.url("/"), { maxBytes: 99 });
  assert.ok(answer.kind === "failed");
  assert.match(answer.problem, /Nothing arrived/);
  ended.abort();
});

Deno.test("no connection is a problem in words", async () => {
  const answer = await httpDownloads().fetch(new URL("http://127.0.0.1:1/x"), { maxBytes: 9 });
  assert.ok(answer.kind === "failed");
  assert.match(answer.problem, /\.$/);
  assert.ok(!answer.problem.includes("/x"));
});
