export const commands = {
  facts({ options, args, root }, { log }) {
    const folder = `${root}/${args.folder ?? "."}`;
    log.debug(`Counting in ${folder}`);
    const counts = new Map();
    count(folder, counts);
    const endings = Object.fromEntries(
      [...counts].filter(([, files]) => files >= (options.minimum ?? 1)).sort(([a], [b]) => a < b ? -1 : 1),
    );
    const lines = Object.entries(endings).map(([ending, files]) => `${ending}: ${files}`);
    const isEmpty = counts.size === 0;
    return {
      result: { endings },
      text: isEmpty ? "No files." : lines.join("\n"),
      exitCode: isEmpty && options.failOnEmpty ? 10 : 0,
    };
  },
};

export const formatters = {
  keys: (result) => Object.keys(result).join("\n"),
};

export const auditRules = {
  readme: ({ packages, root }) =>
    packages.filter(({ path }) => !exists(`${root}/${path}/README.md`)).map(({ name, path }) => ({
      severity: "low",
      package: name,
      message: `${name} has no README.md`,
      recommendation: "Say in a README.md what the package is for",
      command: `touch ${path}/README.md`,
    })),
};

function exists(path) {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function count(folder, counts) {
  for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
    if (isDirectory && name !== ".git" && name !== "node_modules") count(`${folder}/${name}`, counts);
    if (!isFile) continue;
    const ending = /\.[^.]+$/.exec(name)?.[0] ?? "(none)";
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
}
