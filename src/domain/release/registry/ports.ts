export type { PackumentNeeds, Registry } from "../../../kernel/registry.ts";
