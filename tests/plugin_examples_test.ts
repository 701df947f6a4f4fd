import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runScript } from "./txtar/run_script.ts";

const FOLDER = fileURLToPath(new URL("../examples/plugins", import.meta.url));

/** A project with an example in it, as the configuration of a user would name it. */
function project(name: string): string {
  const files = [...Deno.readDirSync(`${FOLDER}/${name}`)].map((each) => each.name).sort();
  return `
-- repo.config.toml --
[[plugins]]
path = "plugins/${name}"
-- package.json --
{ "name": "root", "private": true, "workspaces": ["packages/*"] }
-- packages/a/package.json --
{ "name": "a", "version": "1.0.0" }
-- packages/a/README.md --
# a
-- packages/b/package.json --
{ "name": "b", "version": "1.0.0" }
${
    files.map((file) => `-- plugins/${name}/${file} --\n${Deno.readTextFileSync(`${FOLDER}/${name}/${file}`)}`).join("")
  }`;
}

/** What each example is there to show. */
const SCRIPTS: Record<string, string> = {
  "project-facts": `
repo
workspace plugins list --format json
json problems.length 0
json plugins.length 1
workspace plugins trust project-facts
workspace facts packages --log-level silent
stdout '^\\.json: 2$'
stdout '^\\.md: 1$'
workspace facts packages --minimum 2 --format json
json result.endings '{".json":2}'
workspace facts --help
stdout '--fail-on-empty'
workspace config show --format keys
stdout '^config$'
workspace audit --offline --sections plugins --format json
json sections.0.status complete
json sections.0.findings.length 1
json sections.0.findings.0.id plugins/project-facts/readme
json sections.0.findings.0.package b
json sections.0.findings.0.file packages/b/package.json
json recommendations.0.command 'touch packages/b/README.md'
`,
};

Deno.test("every example of a plugin is run", () => {
  assert.deepEqual([...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort(), Object.keys(SCRIPTS).sort());
});

for (const [name, script] of Object.entries(SCRIPTS)) {
  Deno.test(`examples/plugins/${name} does what it is there for`, async () => {
    await runScript(script + project(name), { name });
  });
}
