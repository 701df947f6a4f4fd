import { command } from "../../cli/command.ts";
import { flag, value } from "../../cli/option.ts";
import { boolean, either, json, list, nothing, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET, count, packageList } from "./changeset_output.ts";
import { isInBump } from "./project_changesets.ts";

export default command({
  description: [
    "Takes over the changesets and the configuration of @changesets/cli. Each file becomes a changeset of its own,",
    "`migrated-<name>`, with its bumps per package, its summary as message, and the commit that brought it.",
    "Of config.json what has an equivalent goes to the project's configuration (repo.config.toml where there is none);",
    "values that are set there already stay. Everything else is named, with what to do instead.",
    "",
    "Without --execute nothing is written. The originals stay, unless --remove is given.",
  ].join("\n"),
  options: {
    from: value("PATH", "Folder to read, from the project's root", {
      defaultText: ".changeset",
      complete: "directories",
    }),
    execute: flag("Write changesets and configuration"),
    remove: flag("Remove what was taken over", { requires: ["execute"] }),
  },
  examples: [
    ["workspace changeset migrate", "Shows what would be done"],
    ["workspace changeset migrate --execute --remove", "Does it, and removes the originals"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"] },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    executed: boolean(),
    from: text({ description: "The folder that was read, relative to the project's root" }),
    changesets: list(object({ source: text(), changeset: CHANGESET })),
    ignored: list(object({ source: text(), reason: text() }), { description: "What was not taken over" }),
    config: object({
      file: either([text(), nothing], { description: "The configuration file that gets the values" }),
      set: list(object({ key: text(), value: json(), from: text() })),
      kept: list(object({ key: text(), value: json(), from: text() }), { description: "Set there already" }),
      notes: list(object({ key: text(), note: text() })),
    }),
    prerelease: either([object({ mode: text(), tag: text(), note: text() }), nothing]),
    removed: list(text()),
  }),
  async run(context) {
    const { runMigrate, emptyMigration } = await import("./run_migrate.ts");
    if (isInBump(context.ports.env)) return { skipped: true, ...emptyMigration(".changeset") };
    return await runMigrate(context);
  },
  text({ skipped, executed, from, changesets, ignored, config, prerelease, removed }, ui) {
    if (skipped) return "";
    const { bullet, arrow } = ui.symbol;
    const section = (title: string, lines: string[]) => lines.length === 0 ? [] : ["", `${title}:`, ...lines];
    const next = changesets.length + config.set.length === 0
      ? "There is nothing to take over."
      : executed
      ? "Commit the result; `workspace changeset list` shows the changesets."
      : "Nothing was written. Do it with `workspace changeset migrate --execute`.";
    return [
      ui.heading(executed ? `Migrated from ${from}` : `Migration from ${from}`),
      ...section(
        count(changesets.length, "changeset"),
        changesets.map(({ source, changeset }) =>
          `  ${bullet} ${source} ${arrow} ${changeset.id} (${changeset.bump}): ${packageList(changeset)}`
        ),
      ),
      ...section("Not taken over", ignored.map(({ source, reason }) => `  ${bullet} ${source}: ${reason}`)),
      ...section(
        `Configuration (${config.file})`,
        config.set.map(({ key, value, from }) => `  ${bullet} ${from} ${arrow} ${key} = ${JSON.stringify(value)}`),
      ),
      ...section(
        "Kept as configured",
        config.kept.map(({ key, value, from }) => `  ${bullet} ${key} (${from} was ${JSON.stringify(value)})`),
      ),
      ...section("Without equivalent", config.notes.map(({ key, note }) => `  ${bullet} ${key}: ${note}`)),
      ...(prerelease ? ["", `${ui.style.warning(ui.symbol.warning)} ${prerelease.note}`] : []),
      ...section("Removed", removed.map((each) => `  ${bullet} ${each}`)),
      "",
      next,
    ].join("\n");
  },
});
