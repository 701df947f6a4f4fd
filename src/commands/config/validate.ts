import { command } from "../../cli/command.ts";
import { validateConfig, VALIDATION, validationText } from "./validate_config.ts";

export default command({
  description: "Every profile is checked as well. An invalid configuration exits with 10, a missing one with 3.",
  examples: [
    ["workspace config validate", "Check the configuration"],
    ["workspace config validate --format json", "With file, line and column of each problem"],
  ],
  needs: { read: ["project", "user"] },
  output: VALIDATION,
  run: validateConfig,
  exit: ({ valid }) => valid ? 0 : 10,
  text: validationText,
});
