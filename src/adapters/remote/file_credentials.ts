import type { Credentials } from "../../domain/workflow/contexts/ports.ts";
import type { Files } from "../../kernel/ports.ts";

/** Credentials in a file that its owner alone may read. */
export function fileCredentials(files: Files, path: string): Credentials {
  const read = (): Record<string, string> => JSON.parse(files.readText(path) ?? "{}");
  const write = (values: Record<string, string>) => {
    files.makeDirectory(path.slice(0, path.lastIndexOf("/")));
    files.stage(path, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 }).place();
  };
  return {
    get: (name) => Promise.resolve(read()[name]),
    set: (name, value) => Promise.resolve(write({ ...read(), [name]: value })),
    delete(name) {
      const { [name]: found, ...rest } = read();
      if (found !== undefined) write(rest);
      return Promise.resolve(found !== undefined);
    },
    where: () => Promise.resolve(path),
  };
}
