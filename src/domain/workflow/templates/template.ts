/** Files that a new project begins with. */
export interface Template {
  name: TemplateName;
  /** As the list to choose from shows it. */
  title: string;
  description: string;
  /** The workflow that it is about: its id, its file, and the parameters of a first run. */
  workflow: { id: string; file: string; params: string };
  /** Contents by path, relative to the project's folder, which is called `project`. */
  files(project: string): ReadonlyMap<string, string>;
}

export const TEMPLATE_NAMES = ["basic", "ml-pipeline", "data-processing"] as const;
export type TemplateName = typeof TEMPLATE_NAMES[number];
