/** Published tools that do the same job, as npm installs them. */
export interface Peers {
  /** Path of the Node that runs them: the same one everywhere, since some refuse older ones. */
  node: string;
  /** The program of a peer, to be run by Node. */
  bin(name: keyof typeof PACKAGES): string;
  versions: Record<string, string>;
}

const NODE_VERSION = "24.21.0";

const PACKAGES = {
  changesets2: "npm:@changesets/cli@2.31.1",
  changesets3: "npm:@changesets/cli@3.0.3",
  nx: "nx@24.0.6",
  lerna: "lerna@10.1.1",
  "npm-check-updates": "npm-check-updates@23.1.1",
  taze: "taze@21.3.0",
  syncpack: "syncpack@15.3.3",
  sherif: "sherif@1.13.0",
  "@manypkg/cli": "@manypkg/cli@0.25.1",
  knip: "knip@6.44.2",
};

/** Installs the peers with npm into a folder, which is kept: a second run finds them there. */
export async function installPeers(folder: string): Promise<Peers> {
  Deno.mkdirSync(folder, { recursive: true });
  const dependencies = {
    ...Object.fromEntries(
      Object.entries(PACKAGES).map(([name, spec]) => [name, spec.startsWith("npm:") ? spec : spec.split("@").at(-1)!]),
    ),
    node: `npm:${nodePackage()}@${NODE_VERSION}`,
  };
  const manifest = JSON.stringify({ private: true, dependencies });
  const path = `${folder}/package.json`;
  if (!isCurrent(path, manifest)) {
    Deno.writeTextFileSync(path, manifest);
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    const { success } = await new Deno.Command("npm", { args, cwd: folder, stdout: "null" }).output();
    if (!success) {
      Deno.removeSync(path);
      throw new Error("npm could not install the tools to compare with");
    }
  }
  return {
    node: `${folder}/node_modules/node/bin/node`,
    bin(name) {
      const manifestPath = `${folder}/node_modules/${name}/package.json`;
      const { bin } = JSON.parse(Deno.readTextFileSync(manifestPath)) as { bin: string | Record<string, string> };
      const entry = typeof bin === "string" ? bin : Object.values(bin)[0]!;
      return `${folder}/node_modules/${name}/${entry}`;
    },
    versions: Object.fromEntries(
      Object.entries({ ...PACKAGES, node: NODE_VERSION }).map(([name, spec]) => [name, spec.split("@").at(-1)!]),
    ),
  };
}

function isCurrent(path: string, manifest: string): boolean {
  try {
    return Deno.readTextFileSync(path) === manifest;
  } catch {
    return false;
  }
}

/** Node's binary for this machine, as its npm packages name it. */
function nodePackage(): string {
  const system = { darwin: "darwin", windows: "win" }[Deno.build.os as string] ?? "linux";
  return `node-${system}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
}
