import assert from "node:assert/strict";
import { CONFIG_ENVIRONMENT } from "../src/cli/permissions.ts";
import { configKeys } from "../src/domain/release/config/schema.ts";
import { isScalar, variableName } from "../src/domain/release/config/source.ts";

Deno.test("every configuration value that is one text can come from a variable that every command may read", () => {
  const names = configKeys().filter(({ schema }) => isScalar(schema)).map(({ key }) => variableName(key));
  assert.deepEqual([...CONFIG_ENVIRONMENT].sort(), names.sort());
});
