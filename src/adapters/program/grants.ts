import type { Grants } from "../../kernel/program.ts";

/** What Deno says that this process holds. Nothing is ever asked. */
export function denoGrants(): Grants {
  return {
    allows: (category, subject) => Deno.permissions.querySync(descriptor(category, subject)).state === "granted",
  };
}

function descriptor(category: Parameters<Grants["allows"]>[0], subject: string | undefined): Deno.PermissionDescriptor {
  if (subject === undefined) return { name: category };
  switch (category) {
    case "net":
      return { name: category, host: subject };
    case "run":
      return { name: category, command: subject };
    case "env":
      return { name: category, variable: subject };
    default:
      return { name: category, path: subject };
  }
}
