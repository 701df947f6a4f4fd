import { command } from "../../../cli/command.ts";
import { pausingCommand } from "./pausing_command.ts";

export default command(pausingCommand("pause"));
