import { type CheckDeclaration, failed, ok, skipped, warning } from "../../domain/release/doctor/model.ts";
import { isFault } from "../../kernel/fault.ts";
import { validateConfig, type Validation } from "../config/validate_config.ts";
import { openProject, type ProjectContext } from "../open_project.ts";

/** Whether there is a configuration, and whether it can be used. */
export function configurationChecks(context: ProjectContext): CheckDeclaration[] {
  const quiet = { ...context, log: { ...context.log, info: () => {}, warn: () => {} } };
  let reading: Promise<Validation | undefined> | undefined;
  const validate = () =>
    reading ??= validateConfig(quiet).catch((error) => {
      if (isFault(error, "CONFIG_NOT_FOUND") && context.globals.config === undefined) return undefined;
      throw error;
    });
  return [
    {
      id: "file",
      title: "File",
      async run() {
        const validation = await validate();
        return validation
          ? ok(validation.configFile)
          : warning("There is none: defaults are used.", "Run `workspace init`.");
      },
    },
    {
      id: "valid",
      title: "Content",
      async run() {
        const validation = await validate();
        if (!validation) return skipped("There is no file.");
        if (validation.valid) return ok("valid");
        const problems = validation.errors.map(({ message }) => message);
        return failed(problems.join("; "), validation.errors[0]?.hint ?? "Run `workspace config validate`.");
      },
    },
    {
      id: "profile",
      title: "Profile",
      async run() {
        const validation = await validate();
        if (validation && !validation.valid) return skipped("The configuration is invalid.");
        const { profile } = await openProject(quiet, { config: "optional" });
        return ok(profile ?? "none");
      },
    },
  ];
}
