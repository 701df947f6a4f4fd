import { command } from "../../cli/command.ts";
import { choice, flag, listOf, value } from "../../cli/option.ts";
import { assemblePackageGraph } from "../../domain/release/graph/package_graph.ts";
import { DEPENDENCY_KINDS, type DependencyKind } from "../../domain/release/model.ts";
import type { Log } from "../../kernel/ports.ts";
import { openProject, type Project } from "../open_project.ts";
import { GRAPH_FORMATS, GRAPH_OUTPUT } from "./graph_output.ts";
import { cycleText, graphText } from "./graph_text.ts";

export default command({
  description:
    "Shows which packages of the project depend on which, as a tree, for Graphviz (dot) or for markdown (mermaid). " +
    "For each cycle it names the dependency whose removal costs least.\n\n" +
    "--affected leaves the packages that the commits since REF changed, and all that depend on them. Changes that are " +
    "not committed do not count; `workspace changes` shows them.",
  options: {
    graphFormat: choice("FORMAT", GRAPH_FORMATS, { description: "Notation of the text form", defaultText: "tree" }),
    packages: listOf("LIST", "Only these packages: names or globs", { defaultText: "all", complete: "packages" }),
    dependencies: flag("With --packages: also what they depend on", { requires: ["packages"] }),
    dependents: flag("With --packages: also what depends on them", { requires: ["packages"] }),
    kinds: listOf("LIST", "Kinds of dependencies that count", { defaultText: "all", values: DEPENDENCY_KINDS }),
    affected: flag("Only packages that changed, and what depends on them"),
    since: value("REF", "Commit, branch or tag that --affected compares with", {
      defaultText: "where the branch left the base branch",
      complete: "branches",
      requires: ["affected"],
    }),
  },
  examples: [
    ["workspace graph", "All packages as a tree"],
    ["workspace graph --packages @myorg/core --dependents", "What a change of one package reaches"],
    ["workspace graph --affected --since origin/main", "What a pull request reaches"],
    ["workspace graph --graph-format dot | dot -Tsvg > graph.svg", "A picture, with Graphviz"],
    ["workspace graph --kinds dependencies,peerDependencies --graph-format mermaid", "For a README on a forge"],
    ["workspace graph --format json", "Nodes, edges, cycles and levels for scripts"],
  ],
  needs: { read: ["project", "user"], run: ["git"] },
  output: GRAPH_OUTPUT,
  async run(context) {
    const { options, log } = context;
    const project = await openProject(context, { config: "optional" });
    const workspace = await project.workspace();
    const comparison = options.affected ? await readAffected(project, { since: options.since, log }) : undefined;
    const { graphFormat = "tree", packages, dependencies, dependents } = options;
    log.info("Resolving dependencies...");
    const graph = assemblePackageGraph(workspace, {
      packages,
      dependencies,
      dependents,
      kinds: options.kinds as DependencyKind[] | undefined,
      changed: comparison?.changed,
    });
    const { cycles: breaks, ...rest } = graph;
    const cycles = breaks.map(({ cycle, ...suggestion }) => ({ packages: cycle.packages, suggestion }));
    if (graphFormat !== "tree") cycles.forEach((each) => log.warn(cycleText(each)));
    const namesOf = (affected: string) =>
      graph.nodes.filter((each) => each.affected === affected).map(({ name }) => name);
    return {
      graphFormat,
      ...rest,
      cycles,
      ...(comparison && {
        affected: { since: comparison.since, changed: namesOf("changed"), dependents: namesOf("dependent") },
      }),
    };
  },
  text: graphText,
});

/** What the commits since a revision changed. */
async function readAffected(
  project: Project,
  { since, log }: { since: string | undefined; log: Log },
): Promise<{ since: string; changed: string[] }> {
  const { git, config, files, root } = project;
  git.getLocation();
  const request = since === undefined
    ? { mode: "branch" as const, branch: await project.baseBranch(), remote: config.git.remote }
    : { mode: "range" as const, since };
  const { readChanges } = await import("../../domain/release/changes/read_changes.ts");
  const options = { request, config, realRoot: files.realPath(root) };
  const { affectedPackages, from } = await readChanges(git, await project.workspace(), options);
  if (since === undefined && affectedPackages.length === 0 && git.isShallow()) {
    log.warn("The clone is shallow: what the branch changed may be missing (`git fetch --unshallow` gets the history)");
  }
  return { since: from!, changed: affectedPackages.map(({ name }) => name) };
}
