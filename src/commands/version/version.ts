import { command } from "../../cli/command.ts";
import { flag } from "../../cli/option.ts";
import { boolean, either, list, nothing, object, oneOf, record, text } from "../../kernel/schema.ts";

export default command({
  description: "Nothing is asked of the network: the program knows what it is made of.",
  options: { verbose: flag("Show what the program is made of and how it was built") },
  examples: [
    ["workspace version", "The version alone"],
    ["workspace version --verbose", "With runtime, libraries and build"],
    ["workspace version --format json", "For scripts"],
  ],
  needs: {},
  output: object({
    version: text(),
    denoVersion: text(),
    v8Version: text(),
    typescriptVersion: text(),
    dependencies: record(text(), { description: "Libraries in the program, with their versions" }),
    build: object({
      profile: oneOf(["source", "bundle", "release"]),
      target: text(),
      features: list(text(), { description: "What is built in" }),
      commit: either([text(), nothing]),
    }),
    verbose: boolean(),
  }),
  run({ options, ports }) {
    const { program } = ports;
    return {
      version: program.version,
      denoVersion: program.denoVersion,
      v8Version: program.v8Version,
      typescriptVersion: program.typescriptVersion,
      dependencies: program.dependencies,
      build: {
        profile: program.profile,
        target: program.target,
        features: ["default"],
        commit: program.commit ?? null,
      },
      verbose: options.verbose,
    };
  },
  text(value) {
    if (!value.verbose) return `workspace ${value.version}`;
    return [
      `workspace ${value.version}`,
      "",
      `  Deno version: ${value.denoVersion}`,
      `  V8: ${value.v8Version}`,
      `  TypeScript: ${value.typescriptVersion}`,
      ...Object.entries(value.dependencies).map(([name, version]) => `  ${name}: ${version}`),
      "",
      "Build:",
      `  Profile: ${value.build.profile}`,
      `  Target: ${value.build.target}`,
      `  Features: ${value.build.features.join(", ")}`,
      `  Commit: ${value.build.commit ?? "unknown"}`,
    ].join("\n");
  },
});
