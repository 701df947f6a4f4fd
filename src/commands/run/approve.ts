import { command } from "../../cli/command.ts";
import { decisionCommand } from "./decision_command.ts";

export default command(decisionCommand("approve", "approved"));
