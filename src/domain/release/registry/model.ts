/** The words of npm registries; adapters and commands share them through the kernel. */
export type {
  Advisory,
  Cooldown,
  Packument,
  PackumentVersion,
  RegistrySettings,
  Severity,
} from "../../../kernel/registry.ts";
