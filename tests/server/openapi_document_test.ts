import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { ROUTES } from "../../src/domain/workflow/rest/model.ts";
import { openApiDocument } from "../../src/domain/workflow/rest/openapi.ts";
import { startTestServer } from "./test_server.ts";

Deno.test("the server's own description is a valid OpenAPI 3.1 document with every route, for everybody to read", async () => {
  await using server = await startTestServer();
  const document = await (await server.ask("/api/v0/openapi.json")).json();
  assert.deepEqual(document, JSON.parse(JSON.stringify(openApiDocument("1.2.3"))));
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document);
  assert.ok(valid, JSON.stringify(errors, null, 2));
  assert.equal(validator.version, "3.1");
  const described = Object.entries(document.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`)
    );
  const routes = Object.entries(ROUTES).map(([name, { method, path }]) => `${name} ${method} ${path}`);
  assert.deepEqual(described.sort(), routes.sort());
});
