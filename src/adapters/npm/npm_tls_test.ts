import assert from "node:assert/strict";
import { makeAuthority } from "../../../tests/registry/authority.ts";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import { clientOf, readOne, temporaryFolder } from "./fixture.ts";
import { findProxy, httpClients } from "./http_clients.ts";

const PACKAGES = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, { versions: ["1.0.0"] }]));

Deno.test("a registry with a certificate of a private authority is trusted where cafile names that", async () => {
  using folder = temporaryFolder();
  const { ca, cert, key } = await makeAuthority(folder.path);
  await using server = startReplayRegistry({ packages: PACKAGES, tls: { cert, key }, latency: 5 });
  const untrusted = await readOne(server, "p0", {
    with: { retry: { attempts: 0, minMilliseconds: 1, maxMilliseconds: 1 } },
  });
  assert.ok(isFault(untrusted, "REGISTRY_UNREACHABLE"));
  assert.match(untrusted.reason, /certificate/i);
  assert.equal(server.requests.length, 0);

  using registry = clientOf(server, { with: { ca: [ca] } });
  const found = await registry.readPackuments(Object.keys(PACKAGES));
  assert.ok([...found.values()].every((each) => !isFault(each)));
  assert.equal(server.requests.length, 20);
  assert.deepEqual(
    [server.requests[0]!.inFlight, server.requests[1]!.inFlight],
    [1, 1],
    "the first request goes alone",
  );
});

Deno.test("no more requests are in flight than maxsockets says", async () => {
  await using server = startReplayRegistry({ packages: PACKAGES, latency: 2 });
  using registry = clientOf(server, { with: { maxSockets: 3 } });
  await registry.readPackuments(Object.keys(PACKAGES));
  assert.equal(Math.max(...server.requests.map(({ inFlight }) => inFlight)), 3);
});

Deno.test("requests go through the proxy, with its credentials, but to the hosts excepted directly", async () => {
  const seen: { url: string; authorization: string | null }[] = [];
  await using proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    seen.push({ url: request.url, authorization: request.headers.get("proxy-authorization") });
    return Response.json({ name: "p0", versions: { "1.0.0": {} } });
  });
  const http = `http://user:p%40ss@127.0.0.1:${proxy.addr.port}`;
  const found = await readOne({ url: "http://registry.example/npm/" }, "p0", { with: { proxy: { http, none: [] } } });
  assert.ok(!isFault(found));
  assert.deepEqual(seen, [{ url: "http://registry.example/npm/p0", authorization: `Basic ${btoa("user:p@ss")}` }]);
  await using server = startReplayRegistry({ packages: PACKAGES });
  await readOne(server, "p0", { with: { proxy: { http, none: ["127.0.0.1"] } } });
  assert.equal(seen.length, 1);
  assert.equal(server.requests.length, 1);
});

Deno.test("what the settings say of proxies goes before the variables that Deno reads itself", async () => {
  let proxied = 0;
  await using proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    proxied++;
    return Response.json({ name: "p0", versions: { "1.0.0": {} } });
  });
  await using server = startReplayRegistry({ packages: PACKAGES });
  const http = `http://127.0.0.1:${proxy.addr.port}`;
  const program = `import { clientOf } from ${JSON.stringify(import.meta.resolve("./fixture.ts"))};
    using registry = clientOf({ url: Deno.args[0] }, { with: { proxy: JSON.parse(Deno.args[1]) } });
    await registry.readPackuments(["p0"]);
    console.log(Deno.env.get("NO_PROXY") ?? "unset");`;
  const read = async (settings: { http?: string; none: string[] }, env: Record<string, string>) => {
    const [before, direct] = [proxied, server.requests.length];
    const url = "data:text/typescript," + encodeURIComponent(program);
    const config = new URL(import.meta.resolve("../../../deno.json")).pathname;
    const args = [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      `--config=${config}`,
      url,
      server.url,
      JSON.stringify(settings),
    ];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      env: { HTTP_PROXY: "", http_proxy: "", ALL_PROXY: "", all_proxy: "", no_proxy: "", ...env },
    }).output();
    const left = new TextDecoder().decode(stdout).trim();
    assert.equal(left, env.NO_PROXY ?? "unset", new TextDecoder().decode(stderr));
    return proxied > before ? "proxied" : server.requests.length > direct ? "direct" : "nothing";
  };
  const [own, variable] = [{ http, none: [] }, { HTTP_PROXY: http }];
  assert.equal(await read({ none: [] }, variable), "proxied");
  assert.equal(await read({ http, none: ["127.0.0.1"] }, variable), "direct", "noproxy of .npmrc against HTTP_PROXY");
  assert.equal(await read({ http, none: ["*"] }, variable), "direct");
  assert.equal(await read({ none: ["*"] }, variable), "direct");
  assert.equal(await read(own, { NO_PROXY: "127.0.0.1" }), "proxied", "noproxy of .npmrc goes before NO_PROXY");
  assert.equal(await read({ http, none: ["other.example"] }, { ...variable, NO_PROXY: "other.example" }), "proxied");
  assert.equal(await read({ http, none: ["127.0.0.1"] }, { NO_PROXY: "127.0.0.1" }), "direct");
});

Deno.test("hosts are excepted from the proxy with their subdomains", () => {
  const direct = (url: string, ...none: string[]) => findProxy(new URL(url), { http: "http://p", none }) === undefined;
  assert.ok(direct("https://npm.example.org/x", "example.org"));
  assert.ok(direct("https://npm.example.org/x", ".example.org"));
  assert.ok(direct("https://npm.example.org/x", "*.example.org"));
  assert.ok(direct("https://npm.example.org/x", "*"));
  assert.ok(direct("https://npm.example.org/x", "npm.example.org:443"));
  assert.ok(!direct("https://npm.example.org/x", "npm.example.org:8443"));
  assert.ok(!direct("https://notexample.org/x", "example.org"));
  assert.ok(!direct("https://npm.example.org/x", "", "other.org"));
  assert.equal(findProxy(new URL("https://a"), { http: "http://h", https: "http://s", none: [] }), "http://s");
  assert.equal(findProxy(new URL("http://a"), { https: "http://s", none: [] }), undefined);
});

Deno.test("a client is made once for each way to connect, and with a client certificate where one is stated", async () => {
  using folder = temporaryFolder();
  const { ca, cert, key } = await makeAuthority(folder.path);
  using clients = httpClients({ ca: [ca], proxy: { none: [] }, maxSockets: 4 });
  const url = new URL("https://127.0.0.1/");
  assert.equal(clients.clientFor(url, undefined), clients.clientFor(url, undefined));
  assert.notEqual(clients.clientFor(url, { cert, key }), clients.clientFor(url, undefined));
});
