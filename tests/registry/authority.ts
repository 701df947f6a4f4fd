/** A certificate authority of this machine, and a certificate that it gave to 127.0.0.1 (PEM). */
export interface Authority {
  ca: string;
  cert: string;
  key: string;
}

/** Makes both with openssl in a folder. Deno takes no self-signed certificate for an authority: it has to be two. */
export async function makeAuthority(folder: string): Promise<Authority> {
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder }).output();
    if (!success) throw new Error(`openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  };
  const key = (
    name: string,
  ) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
  await Deno.writeTextFile(
    `${folder}/leaf.ext`,
    "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n",
  );
  await openssl("req", "-x509", ...key("ca"), "-out", "ca.pem", "-days", "2", "-subj", "/CN=Authority for tests");
  await openssl("req", ...key("leaf"), "-out", "leaf.csr", "-subj", "/CN=127.0.0.1");
  await openssl(
    "x509",
    "-req",
    "-in",
    "leaf.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "leaf.ext",
    "-out",
    "leaf.pem",
  );
  const [ca, cert, leafKey] = ["ca.pem", "leaf.pem", "leaf.key"].map((name) =>
    Deno.readTextFileSync(`${folder}/${name}`)
  );
  return { ca: ca!, cert: cert!, key: leafKey! };
}
