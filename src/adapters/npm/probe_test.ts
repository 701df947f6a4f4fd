import assert from "node:assert/strict";
import type { RegistryCredential } from "../../kernel/registry.ts";
import { probeRegistry } from "./probe.ts";
import type { Outcome } from "./request.ts";

const REGISTRY = "https://registry.example/npm";
const CREDENTIAL: RegistryCredential = { scope: "//registry.example/npm/", authorization: "Bearer secret" };

const answer = (status: number, body = ""): Outcome => ({
  kind: "answer",
  status,
  headers: new Headers(),
  body: new TextEncoder().encode(body),
});

/** Probes a registry that answers so to `-/whoami` and `-/ping`. */
async function probe(answers: { whoami?: Outcome; ping?: Outcome }, credentials: RegistryCredential[] = []) {
  const asked: string[] = [];
  const result = await probeRegistry(REGISTRY, {
    credentials,
    send({ url }) {
      asked.push(url.pathname);
      return Promise.resolve(url.pathname.endsWith("whoami") ? answers.whoami! : answers.ping!);
    },
  });
  return { ...result, asked };
}

Deno.test("without a credential only the ping is asked, and any answer of its own will do", async () => {
  const open = { state: "reachable", credential: "none", wantsCredential: false, asked: ["/npm/-/ping"] };
  assert.deepEqual(await probe({ ping: answer(200, "{}") }), open);
  assert.deepEqual(await probe({ ping: answer(404) }), open);
  assert.deepEqual(await probe({ ping: answer(403) }), { ...open, wantsCredential: true });
});

Deno.test("a credential is accepted, refused, or not spoken of", async () => {
  const asking = (answers: { whoami?: Outcome; ping?: Outcome }) => probe(answers, [CREDENTIAL]);
  const accepted = await asking({ whoami: answer(200, '{"username":"ada"}') });
  assert.deepEqual([accepted.state, "user" in accepted && accepted.user], ["reachable", "ada"]);
  for (const status of [401, 403]) {
    const refused = await asking({ whoami: answer(status) });
    assert.equal("credential" in refused && refused.credential, "refused");
  }
  for (const whoami of [answer(404), answer(200, "<html>"), answer(200, '{"username":1}')]) {
    const unknown = await asking({ whoami, ping: answer(200) });
    assert.equal("credential" in unknown && unknown.credential, "unknown");
    assert.equal(unknown.asked.length, 2);
  }
});

Deno.test("a variable that is not set is named, and nothing is shown to the registry", async () => {
  const missing = { scope: CREDENTIAL.scope, missingVariable: "NPM_TOKEN" };
  const found = await probe({ ping: answer(200) }, [missing]);
  assert.deepEqual(found, {
    state: "reachable",
    credential: "missing",
    wantsCredential: false,
    variable: "NPM_TOKEN",
    asked: ["/npm/-/ping"],
  });
});

Deno.test("a registry that fails, is slow or is not there is unreachable", async () => {
  const problems: [Outcome, RegExp][] = [
    [answer(503), /answered 503/],
    [{ kind: "timeout", milliseconds: 10_000 }, /within 10 s/],
    [{ kind: "unreachable", problem: "No route." }, /No route/],
  ];
  for (const [outcome, pattern] of problems) {
    for (const credentials of [[], [CREDENTIAL]]) {
      const found = await probe({ whoami: outcome, ping: outcome }, credentials);
      assert.ok(found.state === "unreachable");
      assert.match(found.problem, pattern);
    }
  }
});
