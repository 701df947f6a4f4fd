/** Addresses of the page. */
export const workflowLink = (id: string) => `/workflows/${encodeURIComponent(id)}`;
export const runLink = (id: string) => `/runs/${encodeURIComponent(id)}`;

/** The name of a task's place in a run's page. */
export const anchorOf = (task: string) => `task-${encodeURIComponent(task)}`;

/** A link with a query; what is undefined or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((each): each is [string, string] => (each[1] ?? "") !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
