import assert from "node:assert/strict";
import { denoFiles } from "../../../../adapters/files/deno_files.ts";
import { aliasFinder } from "./aliases.ts";
import { roleFinder } from "./file_roles.ts";
import { listFiles } from "./list_files.ts";
import { findPackageName, findTypedPackage, typesPackageOf } from "./module_name.ts";
import { readModules } from "./read_modules.ts";

Deno.test("packages by module specifiers", () => {
  const names: [string, string | undefined][] = [
    ["lodash", "lodash"],
    ["lodash/get", "lodash"],
    ["@org/core/sub.js?raw", "@org/core"],
    ["JSONStream", "JSONStream"],
    ["raw-loader!./x", undefined],
    ["!!style-loader!css/x.css", "css"],
    ["./x", undefined],
    ["/x", undefined],
    ["#x", undefined],
    ["~/x", undefined],
    ["@/x", undefined],
    ["$lib/x", undefined],
    ["node:fs", undefined],
    ["fs/promises", undefined],
    ["virtual:x", undefined],
    ["https://example.org/x.js", undefined],
    ["a b", undefined],
    ["", undefined],
    ["@org", undefined],
    ["{{name}}", undefined],
  ];
  for (const [specifier, name] of names) assert.equal(findPackageName(specifier), name, specifier);
  assert.equal(findTypedPackage("@types/org__core"), "@org/core");
  assert.equal(findTypedPackage("react"), undefined);
  assert.equal(typesPackageOf("@org/core"), "@types/org__core");
});

Deno.test("files have the role that their names say", () => {
  const role = roleFinder({ ignore: ["**/gen/**"], development: ["packages/*/dev.ts"] });
  const roles: [string, ReturnType<typeof role>][] = [
    ["src/index.ts", "production"],
    ["src/testing.ts", "production"],
    ["src/latest.js", "production"],
    ["src/index.test.tsx", "development"],
    ["test/helper.js", "development"],
    ["src/__tests__/a.js", "development"],
    ["vite.config.mts", "development"],
    [".eslintrc.cjs", "development"],
    [".storybook/main.ts", "development"],
    ["src/Button.stories.jsx", "development"],
    ["packages/a/dev.ts", "development"],
    ["bench.js", "development"],
    ["index.test-d.ts", "development"],
    ["src/types.typetest.ts", "development"],
    ["src/benchmarking.ts", "production"],
    ["src/a.scss", "style"],
    ["src/gen/a.ts", undefined],
    ["dist/a.js", undefined],
    ["a/node_modules/b/c.js", undefined],
    ["src/a.min.js", undefined],
    ["README.md", undefined],
    ["test/fixtures/a.js", undefined],
  ];
  for (const [path, expected] of roles) assert.equal(role(path), expected, path);
});

Deno.test("modules of components, documents and styles", () => {
  const names = (path: string, text: string) =>
    readModules(path, text).map(({ specifier, offset }) => [specifier, text.slice(offset, offset + 3)]);
  assert.deepEqual(names("a.vue", `<template>import "no"</template>\n<script lang="ts">import "x"</script>`), [[
    "x",
    `"x"`,
  ]]);
  assert.deepEqual(names("a.svelte", `<script>import "x"</script><p>it's</p><script module>import "y"</script>`), [
    ["x", `"x"`],
    ["y", `"y"`],
  ]);
  assert.deepEqual(names("a.astro", `---\nimport "x";\n---\n<p>import "no"</p>`), [["x", `"x"`]]);
  assert.deepEqual(names("a.mdx", `# It's\n\nimport A from "x"\n\nimport a sentence from here\n\n<A/>`), [[
    "x",
    `"x"`,
  ]]);
  assert.deepEqual(names("a.scss", `@use "x/y";\n@import url("z");`).map(([name]) => name), ["x/y", "z"]);
});

Deno.test("aliases of TypeScript's configuration, with what it extends", () => {
  const root = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${root}/app/src/components`, { recursive: true });
    Deno.writeTextFileSync(
      `${root}/base.json`,
      `{ "compilerOptions": { "paths": { "base": ["x"] } }, "extends": "./app/tsconfig.json" }`,
    );
    Deno.writeTextFileSync(
      `${root}/app/tsconfig.json`,
      `{ // it extends\n "extends": ["../base", "some-package"], "compilerOptions": { "baseUrl": "src", "paths": { "ui/*": ["y"], "*": ["z"] }, }, }`,
    );
    Deno.writeTextFileSync(`${root}/broken.json`, "{");
    const files = denoFiles();
    const isAlias = aliasFinder(files, [`${root}/app/tsconfig.json`, `${root}/broken.json`, `${root}/none.json`]);
    assert.deepEqual(["base", "ui/button", "components/x", "lodash", "ui", "base/x"].map(isAlias), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("without git every file but those of others is listed", async () => {
  const root = Deno.makeTempDirSync();
  try {
    for (const folder of ["src/deep", "node_modules/x", "dist"]) {
      Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
    }
    for (const file of ["a.js", "src/deep/b.js", "node_modules/x/c.js", "dist/d.js"]) {
      Deno.writeTextFileSync(`${root}/${file}`, "");
    }
    assert.deepEqual(await listFiles(denoFiles(), { root, git: undefined, prefix: "" }), ["a.js", "src/deep/b.js"]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
