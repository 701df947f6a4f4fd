import { CONFIG_SCHEMA, configKeys } from "../../src/domain/release/config/schema.ts";
import { expectation } from "../../src/kernel/schema.ts";
import { code, GENERATED, prose, table } from "./markdown.ts";

/** `docs/configuration.md`: every key of the project's file. */
export function configurationPage(): string {
  const keys = configKeys();
  const sections = Object.keys(CONFIG_SCHEMA.properties ?? {}).filter((name) =>
    keys.some(({ key }) => inside(key, name))
  );
  const single = keys.filter(({ key }) => !key.includes("."));
  return [
    GENERATED,
    "# Configuration\n",
    "The project's file is `repo.config.toml`, `.yaml`, `.yml` or `.json`, found from `--root` upwards to the repository's top. " +
    "Every key may be left out. Keys are camelCase; snake_case is read too. [Schema](schemas/config-file.json).\n",
    ...(single.length > 0 ? [`${keyTable(single)}\n`] : []),
    ...sections.flatMap((name) => [`## ${name}\n`, `${keyTable(keys.filter(({ key }) => inside(key, name)))}\n`]),
    "## profiles\n",
    "Named sets of overrides, chosen with `--profile` or `WORKSPACE_PROFILE`: `profiles.<name>` has the keys above, and " +
    "`extends` with the name of another profile, or several.\n",
  ].join("\n");
}

function inside(key: string, section: string): boolean {
  return key.startsWith(`${section}.`);
}

function keyTable(keys: ReturnType<typeof configKeys>): string {
  return table(
    ["key", "type", "default", ""],
    keys.map(({ key, schema }) => [
      code(key),
      expectation(schema),
      code(JSON.stringify(schema.default) ?? ""),
      prose(schema.description ?? ""),
    ]),
  );
}
