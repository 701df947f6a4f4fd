/**
 * A client that trusts further certificate authorities; undefined where the usual ones are enough. It lives as long as
 * the program.
 */
export function trustingClient(
  { caCertificates = [] }: { caCertificates?: readonly string[] },
): Deno.HttpClient | undefined {
  return caCertificates.length === 0 ? undefined : Deno.createHttpClient({ caCerts: [...caCertificates] });
}
