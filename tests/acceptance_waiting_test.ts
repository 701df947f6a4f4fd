import { defineScripts, WAITING_OBJECTS } from "./txtar/acceptance.ts";

defineScripts((object) => WAITING_OBJECTS.includes(object));
