import assert from "node:assert/strict";
import fc from "fast-check";
import { newConfigText } from "./new_config.ts";
import { parseSource } from "./source.ts";

Deno.test("a new file says what was chosen, in every format, whatever the texts", async () => {
  const name = fc.oneof(fc.constantFrom("yes", "null", "1.0", "~", "a: b", "#x", ".inf"), fc.string({ minLength: 1 }));
  const choices = fc.record({
    changesetPath: name,
    environments: fc.uniqueArray(name, { minLength: 1 }),
    defaultEnvironments: fc.uniqueArray(name),
    strategy: fc.constantFrom("independent" as const, "unified" as const),
    registry: fc.option(fc.webUrl(), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("toml", "yaml", "json"), choices, async (format, chosen) => {
      const text = await newConfigText(chosen, format);
      const { value, problems } = await parseSource(text, { name: "a", format });
      const path = chosen.changesetPath.endsWith("/") ? chosen.changesetPath : `${chosen.changesetPath}/`;
      assert.deepEqual(problems, []);
      assert.deepEqual(value, {
        ...(chosen.registry === undefined ? {} : { registry: chosen.registry }),
        changeset: { path, environments: chosen.environments, defaultEnvironments: chosen.defaultEnvironments },
        version: { strategy: chosen.strategy },
      });
    }),
    { seed: 42, numRuns: 150 },
  );
});
