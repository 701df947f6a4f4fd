/** A generated monorepo: packages that depend on each other in chains, and changesets of both tools. */
export interface MonorepoSize {
  packages: number;
  changesets: number;
}

/** Writes the monorepo into `folder`, with a git history of one commit on main and one on a branch with a changeset. */
export async function writeMonorepo(folder: string, { packages, changesets }: MonorepoSize): Promise<void> {
  const write = (path: string, content: string | object) => {
    const file = `${folder}/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  };
  const name = (i: number) => `@bench/package-${i}`;
  write("package.json", { name: "bench", private: true, packageManager: "npm@11.0.0", workspaces: ["packages/*"] });
  write("package-lock.json", { name: "bench", lockfileVersion: 3, packages: {} });
  write(".gitignore", "node_modules/\n.nx/\n");
  write("repo.config.toml", '[version]\nstrategy = "independent"\n\n[git]\nbaseBranch = "main"\n');
  write(".changeset/config.json", {
    changelog: "@changesets/cli/changelog",
    commit: false,
    access: "restricted",
    baseBranch: "main",
    updateInternalDependencies: "patch",
    ignore: [],
  });
  write("lerna.json", { version: "independent", npmClient: "npm" });
  write("nx.json", { defaultBase: "main" });
  for (let i = 0; i < packages; i++) {
    const dependencies = Object.fromEntries(
      [7, 14, 21].map((step) => i - step).filter((j) => j >= 0).map((j) => [name(j), "^1.0.0"]),
    );
    write(`packages/package-${i}/package.json`, {
      name: name(i),
      version: "1.0.0",
      description: `Package ${i} of a generated monorepo`,
      license: "MIT",
      main: "index.js",
      scripts: { build: "tsc -b", test: "node --test" },
      dependencies: { ...dependencies, "is-number": "^7.0.0" },
      devDependencies: { typescript: "^5.0.0" },
    });
    write(`packages/package-${i}/index.js`, `export const id = ${i};\n`);
  }
  const at = "2026-01-01T00:00:00Z";
  for (let i = 0; i < changesets; i++) {
    const bump = i % 5 === 0 ? "minor" : "patch";
    const listed = [...new Set([name((i * 13) % packages), name((i * 29 + 3) % packages)])];
    write(
      `.changeset/change-${i}.md`,
      `---\n${listed.map((each) => `"${each}": ${bump}`).join("\n")}\n---\n\nChange ${i}\n`,
    );
    write(`.changesets/change-${i}.json`, {
      id: `change-${i}`,
      branch: `change/${i}`,
      bump,
      environments: ["production"],
      packages: listed,
      commits: [],
      message: `Change ${i}`,
      createdAt: at,
      updatedAt: at,
    });
  }
  const git = (...args: string[]) => runGit(folder, args);
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-q", "-m", "chore: start");
  await git("switch", "-q", "-c", "feature/bench");
  write(".changesets/feature-bench.json", {
    id: "feature-bench",
    branch: "feature/bench",
    bump: "patch",
    environments: ["production"],
    packages: [],
    commits: [],
    message: "",
    createdAt: at,
    updatedAt: at,
  });
  write("packages/package-0/index.js", "export const id = -1;\n");
  await git("add", ".");
  await git("commit", "-q", "-m", "fix: change a package");
}

/** Git in a folder, with an identity of its own. */
export async function runGit(folder: string, args: string[]): Promise<void> {
  const identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false"];
  const { success, stderr } = await new Deno.Command("git", { args: [...identity, ...args], cwd: folder }).output();
  if (!success) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
