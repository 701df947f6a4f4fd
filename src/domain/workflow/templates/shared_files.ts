/** The first workflow of every project. */
export const HELLO_WORLD = `# The smallest workflow that does something.
#   workspace workflow deploy examples/hello-world.yaml
#   workspace run create hello-world --params name=Ada
id: hello-world
name: Hello World
description: Says hello
config:
  input:
    type: object
    additionalProperties: false
    properties:
      name: { type: string, pattern: "^[A-Za-z][A-Za-z ]*$", default: World, description: Who is greeted }
  timeout: 1m
tasks:
  - id: greet
    type: shell
    env:
      NAME: \${{ input.name }}
    run: |
      echo "Hello, $NAME!"
      printf '{"greeting": "Hello, %s!"}\\n' "$NAME" > "$WORKSPACE_OUTPUT"
outputs:
  greeting: \${{ tasks.greet.output.greeting }}
`;

/** The project's configuration. */
export const CONFIG =
  `# Configuration of workspace. \`workspace config show\` lists every key with its value and where it comes from.

workflow:
  # What every definition must meet, besides being valid: CEL over \`definition\`.
  # \`workspace workflow validate\` and \`workspace workflow deploy\` check it.
  policies:
    - name: time-limit
      rule: has(definition.config) && has(definition.config.timeout)
      message: Every workflow limits its time with config.timeout
`;

export const GITIGNORE = `# What runs write
output/

# Secrets
.env
.env.*
`;

/** What a README says of any project. */
export function readme(project: string, sections: readonly string[]): string {
  return [
    `# ${project}\n`,
    "Workflows of this project, for `workspace`. Nothing else is needed: no server, no account.\n",
    `## First steps

\`\`\`sh
workspace workflow deploy examples/hello-world.yaml
workspace run create hello-world --wait
workspace run logs <run-id>
\`\`\`
`,
    ...sections.map((each) => `${each.trimEnd()}\n`),
    `## Where things are

| path | what |
|---|---|
| \`examples/\`, \`workflows/\` | definitions of workflows |
| \`repo.config.yaml\` | configuration, with the policies that definitions must meet |
| \`output/\`, beside the definitions | what runs write; not in git |

\`workspace workflow validate .\` checks every definition, \`workspace help workflow\` lists what can be done with them.
`,
  ].join("\n");
}
