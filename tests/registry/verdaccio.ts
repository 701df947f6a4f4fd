import { fileURLToPath } from "node:url";
import { packManifest } from "./packfile.ts";

/** A real registry on this machine: verdaccio without uplinks. `@private/*` is for those who are logged in. */
export interface Verdaccio extends AsyncDisposable {
  /** With a slash at its end. */
  url: string;
  /** What the user was given. */
  token: string;
  username: string;
  password: string;
  /** Publishes versions in their order, with packfiles of nothing but their manifests. */
  publish(name: string, versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<void>;
  deprecate(name: string, version: string, reason: string): Promise<void>;
  tag(name: string, tag: string, version: string): Promise<void>;
}

const PACKAGE = {
  private: true,
  dependencies: { verdaccio: "6.10.4" },
  // The version that verdaccio asks for is not to be had everywhere.
  overrides: { "node-fetch": "2.7.0" },
};

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/verdaccio", import.meta.url));

/** Installs verdaccio once into the project's node_modules; made complete elsewhere and moved, for tests that run at once. */
async function installed(): Promise<string> {
  const home = `${CACHE}/${PACKAGE.dependencies.verdaccio}`;
  if (exists(home)) return home;
  Deno.mkdirSync(CACHE, { recursive: true });
  const parent = Deno.makeTempDirSync({ dir: CACHE, prefix: "new-" });
  try {
    Deno.writeTextFileSync(`${parent}/package.json`, JSON.stringify(PACKAGE));
    const { code, stderr } = await new Deno.Command(Deno.build.os === "windows" ? "npm.cmd" : "npm", {
      args: ["install", "--ignore-scripts", "--no-audit", "--no-fund"],
      cwd: parent,
      stdin: "null",
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    try {
      Deno.renameSync(parent, home);
    } catch (error) {
      if (!exists(home)) throw error;
    }
    return home;
  } finally {
    if (exists(parent)) Deno.removeSync(parent, { recursive: true });
  }
}

/** Starts it with a storage of its own, and a user who may publish. */
export async function startVerdaccio(): Promise<Verdaccio> {
  const home = await installed();
  const folder = Deno.makeTempDirSync({ prefix: "workspace-verdaccio-" });
  const config = {
    storage: `${folder}/storage`,
    auth: { htpasswd: { file: `${folder}/htpasswd` } },
    packages: {
      "@private/*": { access: "$authenticated", publish: "$authenticated" },
      "**": { access: "$all", publish: "$authenticated" },
    },
    web: { enable: false },
    log: { type: "stdout", level: "fatal" },
    // Where its configuration is thought to stand.
    configPath: `${folder}/config.yaml`,
  };
  const program = `require("verdaccio").runServer(${JSON.stringify(config)}).then((server) =>
    server.listen(0, "127.0.0.1", () => process.stdout.write("PORT " + server.address().port + "\\n")));
    process.stdin.on("end", () => process.exit()).resume();`;
  const child = new Deno.Command("node", {
    args: ["-e", program],
    cwd: home,
    env: { NODE_PATH: `${home}/node_modules`, NODE_NO_WARNINGS: "1", HOME: folder },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  for (let next; !said.includes("PORT ") && !(next = await lines.read()).done;) said += next.value;
  const port = /PORT (\d+)/.exec(said)?.[1];
  if (port === undefined) throw new Error(`verdaccio did not start: ${said}${await errors}`);
  const drained = (async () => {
    while (!(await lines.read()).done);
  })();
  const url = `http://127.0.0.1:${port}/`;
  const [username, password] = ["ada", "correct-horse"];

  async function send(method: string, path: string, body: unknown, token?: string): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { "content-type": "application/json", ...token && { authorization: `Bearer ${token}` } },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  const login = await send("PUT", `-/user/org.couchdb.user:${username}`, { name: username, password });
  const token = String(login.token);
  const path = (name: string) => name.replace("/", "%2f");
  const read = async (name: string) => {
    const response = await fetch(new URL(path(name), url), { headers: { authorization: `Bearer ${token}` } });
    return await response.json() as { versions: Record<string, Record<string, unknown>> };
  };
  return {
    url,
    token,
    username,
    password,
    async publish(name, versions) {
      for (const [version, manifest] of Object.entries(versions)) {
        const file = `${name.split("/").at(-1)}-${version}.tgz`;
        const packfile = await packManifest({ name, version, ...manifest });
        await send("PUT", path(name), {
          _id: name,
          name,
          "dist-tags": { latest: version },
          versions: {
            [version]: {
              name,
              version,
              ...manifest,
              dist: { tarball: `${url}${name}/-/${file}`, shasum: await sha1(packfile) },
            },
          },
          _attachments: {
            [file]: { content_type: "application/octet-stream", data: packfile.toBase64(), length: packfile.length },
          },
        }, token);
      }
    },
    async deprecate(name, version, reason) {
      const document = await read(name);
      document.versions[version]!.deprecated = reason;
      await send("PUT", path(name), document, token);
    },
    async tag(name, tag, version) {
      await send("PUT", `-/package/${path(name)}/dist-tags/${tag}`, version, token);
    },
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await child.status;
      await Promise.all([errors, drained]);
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

async function sha1(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
