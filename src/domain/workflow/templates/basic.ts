import { CONFIG, GITIGNORE, HELLO_WORLD, readme } from "./shared_files.ts";
import type { Template } from "./template.ts";

/** One small workflow. */
export const basic: Template = {
  name: "basic",
  title: "Basic Workflow",
  description: "One small workflow to begin with",
  workflow: { id: "hello-world", file: "examples/hello-world.yaml", params: "" },
  files: (project) =>
    new Map([
      ["repo.config.yaml", CONFIG],
      ["examples/hello-world.yaml", HELLO_WORLD],
      ["README.md", readme(project, [])],
      [".gitignore", GITIGNORE],
    ]),
};
