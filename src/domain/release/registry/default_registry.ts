/** npm's public registry, by npm's own definition: a URL with a slash at its end. */
export async function npmDefaultRegistry(): Promise<string> {
  const { defaultUrl } = await import("./default_registry_url.ts");
  return defaultUrl;
}
