import type { Place, Tree } from "../../cli/command.ts";
import { listLeaves } from "../../cli/leaves.ts";
import type { StatedNeed } from "../../domain/release/doctor/permission_checks.ts";
import type { ProjectContext } from "../open_project.ts";
import { placePaths } from "../place_paths.ts";

/** What all commands together state that they need, with the places filled in for here. */
export async function statedNeeds(tree: Tree, context: ProjectContext): Promise<StatedNeed[]> {
  const found = new Map<string, StatedNeed>();
  const add = (need: Omit<StatedNeed, "commands">, command: string) => {
    const key = `${need.category}\0${need.subject ?? ""}\0${need.label}`;
    const known = found.get(key);
    if (known) known.commands.push(command);
    else found.set(key, { ...need, commands: [command] });
  };
  const paths = new Map<Place, (string | undefined)[]>();
  const pathsOf = (place: Place) => {
    let known = paths.get(place);
    if (!known) paths.set(place, known = place === "anywhere" ? [undefined] : placePaths(place, context));
    return known;
  };
  for (const { path, leaf } of listLeaves(tree)) {
    const { default: { needs } } = await leaf.load();
    const command = path.join(" ");
    for (const category of ["read", "write"] as const) {
      for (const place of needs[category] ?? []) {
        for (const subject of pathsOf(place)) add({ category, subject, label: place }, command);
      }
    }
    for (const label of needs.net ?? []) add({ category: "net", subject: undefined, label }, command);
    for (const category of ["run", "env"] as const) {
      for (const subject of needs[category] ?? []) add({ category, subject, label: subject }, command);
    }
  }
  return [...found.values()];
}
