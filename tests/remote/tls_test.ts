import assert from "node:assert/strict";
import { oauthAuthorization } from "../../src/adapters/oauth/authorization.ts";
import { remoteService } from "../../src/adapters/remote/remote_service.ts";
import { makeAuthority } from "../registry/authority.ts";
import { failure, fixedTokens, SHORT } from "./remote.ts";

Deno.test({
  name: "client: a server whose certificate is of a private authority is trusted where that is named",
  // Clients that trust an authority live as long as the program.
  sanitizeResources: false,
  async fn() {
    const folder = Deno.makeTempDirSync();
    try {
      const { ca, cert, key } = await makeAuthority(folder);
      await using listener = Deno.serve(
        { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
        (request) => {
          const { pathname, origin } = new URL(request.url);
          return Response.json(
            pathname.startsWith("/.well-known/")
              ? { issuer: origin, token_endpoint: `${origin}/token` }
              : { items: [] },
          );
        },
      );
      const server = `https://127.0.0.1:${listener.addr.port}`;
      const quiet = () => {};
      const service = (caCertificates: string[]) =>
        remoteService({
          server,
          context: "team",
          tokens: fixedTokens("t"),
          dialect: "workspace",
          version: "1.0.0",
          log: { debug: quiet, trace: quiet, warn: quiet },
          retry: SHORT,
          caCertificates,
        });
      const untrusted = await failure(service([]).listWorkflows({}));
      assert.deepEqual([untrusted.code, untrusted.exit], ["SERVER_UNTRUSTED", 6]);
      assert.match(untrusted.hint, /--ca-file/);
      assert.deepEqual(await service([ca]).listWorkflows({}), { items: [] });
      assert.equal((await failure(oauthAuthorization().discover(server))).code, "AUTHORIZATION_UNREACHABLE");
      const found = await oauthAuthorization({ caCertificates: [ca] }).discover(server);
      assert.equal(found?.tokenEndpoint, `${server}/token`);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
