import { command } from "../../cli/command.ts";
import { enablingCommand } from "./set_enabled.ts";

export default command(enablingCommand("disable"));
