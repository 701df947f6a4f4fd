import { DEPENDENCY_KINDS } from "../../domain/release/model.ts";
import { boolean, either, type Infer, list, nothing, object, oneOf, optional, text } from "../../kernel/schema.ts";

export const GRAPH_FORMATS = ["tree", "dot", "mermaid"] as const;

const AFFECTED = ["changed", "dependent"] as const;

/** The JSON form of `workspace graph`. */
export const GRAPH_OUTPUT = object({
  graphFormat: oneOf(GRAPH_FORMATS, { description: "Notation of the text form" }),
  nodes: list(object({
    name: text(),
    version: either([text(), nothing], { description: "Null where the manifest has none" }),
    path: text({ description: "Folder below the project's root" }),
    private: boolean(),
    affected: optional(oneOf(AFFECTED, { description: "With --affected: changed itself, or a dependent of one" })),
  })),
  edges: list(object({
    from: text({ description: "The package whose manifest has the entry" }),
    to: text(),
    kind: oneOf(DEPENDENCY_KINDS),
    specifier: text({ description: "As written" }),
    catalog: optional(text({ description: "Name of the catalog that the specifier refers to" })),
  })),
  cycles: list(object({
    packages: list(text(), { description: "The first is not repeated at the end" }),
    suggestion: object({
      from: text(),
      to: text(),
      kinds: list(oneOf(DEPENDENCY_KINDS)),
      reason: text(),
    }, { description: "The dependency whose removal ends the cycle at the least cost" }),
  })),
  roots: list(text(), { description: "Packages that none of the others depends on" }),
  leaves: list(text(), { description: "Packages that depend on none of the others" }),
  levels: list(list(text()), {
    description: "Build order: each package after its dependencies; those of one cycle share a level",
  }),
  affected: optional(object({
    since: text({ description: "The commit compared with" }),
    changed: list(text()),
    dependents: list(text()),
  })),
});

export type GraphOutput = Infer<typeof GRAPH_OUTPUT>;
