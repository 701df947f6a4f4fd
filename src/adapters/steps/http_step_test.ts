import assert from "node:assert/strict";
import { runnerFixture } from "./fixture.ts";
import { targetProblem } from "./http_target.ts";
import { isPrivateAddress } from "./private_addresses.ts";
import { retryAfterMilliseconds } from "./retry_after.ts";

interface Seen {
  method: string;
  url: string;
  headers: Headers;
  body: string;
}

/** A server on loopback that answers as told, and remembers what came. */
function server(answer: (request: Request, url: URL) => Response | Promise<Response>) {
  const seen: Seen[] = [];
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { method, url, headers } = request;
    seen.push({ method, url: new URL(url).pathname, headers, body: await request.clone().text() });
    return await answer(request, new URL(url));
  });
  return {
    seen,
    url: `http://127.0.0.1:${http.addr.port}`,
    port: http.addr.port,
    async [Symbol.asyncDispose]() {
      await http.shutdown();
    },
  };
}

const LOOSE = { sanitizeResources: false, sanitizeOps: false };
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ...LOOSE });

test("the output is the body: parsed where it is JSON, otherwise its text", async () => {
  await using web = server((_, { pathname }) =>
    pathname === "/json"
      ? Response.json({ items: [1, 2] })
      : pathname === "/problem"
      ? new Response("{}", { headers: { "content-type": "application/problem+json" } })
      : pathname === "/empty"
      ? new Response(null, { status: 204 })
      : pathname === "/latin"
      ? new Response(Uint8Array.of(0xe9), { headers: { "content-type": "text/plain; charset=iso-8859-1" } })
      : new Response("plain")
  );
  using steps = runnerFixture();
  const get = async (path: string) => (await steps.execute({ work: { type: "http", url: web.url + path } })).output;
  assert.deepEqual(await get("/json"), { items: [1, 2] });
  assert.deepEqual(await get("/problem"), {});
  assert.equal(await get("/text"), "plain");
  assert.equal(await get("/empty"), null);
  assert.equal(await get("/latin"), "é");
  assert.match(steps.texts()[0]!, /^GET http:\/\/127\.0\.0\.1:\d+\/json → 200 \(\d+ m?s\)$/);
});

test("a request has its method, headers and body, and a key that is the same for each attempt", async () => {
  await using web = server(() => Response.json({}));
  using steps = runnerFixture();
  const work = { type: "http", method: "POST", url: web.url, headers: { "X-Own": "1" }, body: `{"a":1}` } as const;
  await steps.execute({ runId: "run-9", key: "send[2]#1", work });
  await steps.execute({ runId: "run-9", key: "send[2]#2", work });
  const [first, second] = web.seen;
  assert.deepEqual([first!.method, first!.body, first!.headers.get("x-own")], ["POST", `{"a":1}`, "1"]);
  assert.equal(first!.headers.get("content-type"), "application/json");
  assert.equal(first!.headers.get("idempotency-key"), "run-9:send[2]");
  assert.equal(second!.headers.get("idempotency-key"), "run-9:send[2]");
});

test("what another attempt can mend is told from what it cannot", async () => {
  await using web = server((_, { pathname }) =>
    new Response(`no: ${pathname}`, {
      status: Number(pathname.slice(1)),
      ...(pathname === "/429" || pathname === "/400" ? { headers: { "retry-after": "7" } } : {}),
    })
  );
  using steps = runnerFixture();
  const get = (status: number, expectStatus?: number[]) =>
    steps.execute({ work: { type: "http", url: `${web.url}/${status}`, ...(expectStatus ? { expectStatus } : {}) } });
  for (const [status, retryable] of [[500, true], [503, true], [429, true], [400, false], [404, false]] as const) {
    const outcome = await get(status);
    assert.deepEqual([outcome.status, outcome.error?.code, outcome.retryable], ["failed", "HTTP_STATUS", retryable]);
    assert.equal(outcome.error?.message, `The server answered with ${status}: no: /${status}`);
    assert.equal(outcome.retryAfter, status === 429 ? 7000 : undefined);
  }
  assert.equal((await get(404, [200, 404])).status, "success");
  assert.equal((await get(200, [201])).status, "failed");
});

test("a server that is not there, or says what is not so, is an outcome", async () => {
  const gone = server(() => new Response());
  await gone[Symbol.asyncDispose]();
  await using web = server((_, { pathname }) =>
    pathname === "/large"
      ? new Response("x".repeat(1_100_000))
      : new Response("{", { headers: { "content-type": "application/json" } })
  );
  using steps = runnerFixture();
  const get = (url: string) => steps.execute({ work: { type: "http", url } });
  const refused = await get(gone.url);
  assert.deepEqual([refused.error?.code, refused.retryable], ["NETWORK", true]);
  assert.equal((await get(`${web.url}/large`)).error?.message, "The answer has more than 1 MiB");
  assert.match((await get(`${web.url}/broken`)).error!.message, /says that it is JSON, and is not/);
  assert.equal((await get("nowhere")).error?.code, "URL_INVALID");
  assert.equal((await get("file:///etc/passwd")).error?.code, "TARGET_REFUSED");
  const header = await steps.execute({ work: { type: "http", url: web.url, headers: { "a b": "" } } });
  assert.equal(header.error?.code, "HEADERS_INVALID");
});

test("a server that does not answer is not waited for longer than the timeout, or an abort", async () => {
  const hanging = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  await using web = server(() => {
    asked.resolve();
    return hanging.promise;
  });
  using steps = runnerFixture();
  const outcome = await steps.execute({ work: { type: "http", url: web.url }, timeoutMilliseconds: 50 });
  assert.deepEqual([outcome.status, outcome.error?.message], ["timed_out", "It took longer than 50 ms"]);
  const controller = new AbortController();
  const running = steps.execute({ work: { type: "http", url: web.url }, signal: controller.signal });
  await asked.promise;
  controller.abort({ code: "CANCELED", message: "Enough" });
  assert.deepEqual((await running).error, { code: "CANCELED", message: "Enough" });
  const late = await steps.execute({ work: { type: "http", url: web.url }, signal: controller.signal });
  assert.equal(late.status, "canceled");
  hanging.resolve(new Response());
});

test("redirects are followed, up to ten; what tells who we are stays with its origin", async () => {
  await using other = server(() => Response.json({ here: true }));
  await using web = server((_, { pathname }) => {
    if (pathname === "/loop") return Response.redirect(`${web.url}/loop`);
    if (pathname === "/away") return new Response(null, { status: 307, headers: { location: `${other.url}/x` } });
    if (pathname === "/see") return new Response(null, { status: 303, headers: { location: "/done" } });
    if (pathname === "/bad") return new Response(null, { status: 302, headers: { location: "http://[" } });
    return Response.json({ done: true });
  });
  using steps = runnerFixture();
  const headers = { Authorization: "Bearer token-of-test", "X-Api-Key": "k", Accept: "application/json" };
  const send = (path: string, body = "text") =>
    steps.execute({
      work: { type: "http", method: "POST", url: web.url + path, headers, body },
      secrets: ["token-of-test", "a-secret-body"],
    });
  assert.deepEqual((await send("/away")).output, { here: true });
  const away = other.seen[0]!;
  assert.deepEqual([away.method, away.body], ["POST", "text"]);
  for (const name of ["authorization", "x-api-key", "idempotency-key"]) assert.equal(away.headers.get(name), null);
  assert.equal(away.headers.get("accept"), "application/json");

  assert.deepEqual((await send("/see")).output, { done: true });
  const done = web.seen.at(-1)!;
  assert.deepEqual([done.method, done.body, done.headers.get("authorization")], ["GET", "", "Bearer token-of-test"]);

  assert.match((await send("/away", "a-secret-body")).error!.message, /A body with a secret/);
  assert.equal((await send("/loop")).error?.message, "It was redirected more than 10 times");
  assert.equal((await send("/bad")).error?.code, "REDIRECTS");
});

test("a name and a password in the URL become a header; secrets are hidden in all that is told", async () => {
  await using web = server((request) =>
    new Response(`you are ${atob(request.headers.get("authorization")!.slice(6))}`, { status: 403 })
  );
  using steps = runnerFixture();
  const outcome = await steps.execute({
    work: { type: "http", url: web.url.replace("//", "//ann:pass%20word-1@") },
    secrets: ["pass word-1"],
  });
  assert.equal(outcome.error?.message, "The server answered with 403: you are ann:***");
  assert.match(steps.texts()[0]!, /\/\/ann:\*\*\*@/);
});

test("on a server, this machine and its networks are no targets, directly or by redirect", async () => {
  await using web = server(() => Response.json({}));
  using steps = runnerFixture({ allowPrivateTargets: false });
  for (const host of ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "a.localhost"]) {
    const { error, retryable } = await steps.execute({ work: { type: "http", url: `http://${host}:${web.port}/` } });
    assert.deepEqual([error?.code, retryable], ["TARGET_REFUSED", false], host);
  }
  assert.equal(web.seen.length, 0);
  const resolve = (host: string) =>
    Promise.resolve(host === "inner.test" ? ["93.184.215.14", "10.1.2.3"] : ["93.184.215.14"]);
  const problem = (url: string) => targetProblem(new URL(url), { allowPrivate: false, resolve });
  assert.equal(await problem("https://inner.test/"), "inner.test has the private address 10.1.2.3");
  assert.equal(await problem("https://outer.test/"), undefined);
  assert.equal(await problem("http://169.254.169.254/latest/"), "169.254.169.254 is a private address");
});

Deno.test("addresses of the public Internet are told from all others", () => {
  const special = [
    ..."0.0.0.0 10.255.0.1 100.64.0.1 100.127.255.255 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255".split(" "),
    ..."192.168.0.1 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9".split(" "),
    ..."224.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 64:ff9b::a00:1 fe80::1 fe80::1%eth0 fc00::1 fd12::1".split(
      " ",
    ),
    ..."ff02::1 2001:db8::1 2001:0:1::1 2002:a00:1:: 256.1.1.1 1::2::3 words 1:2:3".split(" "),
  ];
  for (const address of special) assert.equal(isPrivateAddress(address), true, address);
  const common = "8.8.8.8 100.63.0.1 100.128.0.1 172.15.0.1 172.32.0.1 192.169.0.1 198.20.0.1 223.255.255.255".split(
    " ",
  );
  for (const address of [...common, "2606:4700::1", "2002:808:808::", "64:ff9b::808:808", "::ffff:8.8.8.8"]) {
    assert.equal(isPrivateAddress(address), false, address);
  }
});

Deno.test("Retry-After is seconds or a date", () => {
  const now = Temporal.Instant.from("2026-01-02T03:04:05Z");
  assert.equal(retryAfterMilliseconds("120", now), 120_000);
  assert.equal(retryAfterMilliseconds("Fri, 02 Jan 2026 03:05:05 GMT", now), 60_000);
  assert.equal(retryAfterMilliseconds("Fri, 02 Jan 2026 03:00:00 GMT", now), 0);
  for (const none of [null, "", "soon", "-5"]) assert.equal(retryAfterMilliseconds(none, now), undefined);
});
