import { writeAtomically } from "../files/atomic_write.ts";
import { isAbsence, readFault, writeFault } from "../files/problems.ts";
import { KEYCHAIN_UNAVAILABLE, VALUES_INVALID } from "./faults.ts";
import { type Keychain, KeychainProblem } from "./system_keychain.ts";

export interface KeptValuesOptions {
  /** File (0600) that says which values there are and where each lies, and holds those that no keychain takes. */
  path: string;
  keychain: Keychain | undefined;
  /** Told, once, of a file that others can read; it is mended. */
  warn?: (message: string) => void;
}

/** Values that nobody else may read, by name: in the system's keychain where it answers, otherwise in a file. */
export interface KeptValues {
  /** Sorted by name. */
  list(): { name: string; updatedAt: string }[];
  /** Throws `KEYCHAIN_UNAVAILABLE` for one in a keychain that does not answer now. */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False where there was none. */
  delete(name: string): Promise<boolean>;
  /** Name of the keychain or path of the file that the value lies in, or would. */
  where(name: string): Promise<string>;
}

/** Without a value: it lies in the keychain. */
interface Entry {
  updatedAt: string;
  value?: string;
}

export function keptValues({ path, keychain, warn }: KeptValuesOptions): KeptValues {
  /** Why the keychain is not asked again: each time it could take seconds. */
  let problem: string | undefined = keychain ? undefined : "There is none.";
  let warned = false;

  const read = (): Map<string, Entry> => {
    let text: string;
    try {
      if (Deno.build.os !== "windows") {
        const mode = Deno.statSync(path).mode! & 0o777;
        if ((mode & 0o077) !== 0) {
          if (!warned) warn?.(`${path} could be read by others (mode ${mode.toString(8)}): it is yours alone now`);
          warned = true;
          Deno.chmodSync(path, 0o600);
        }
      }
      text = Deno.readTextFileSync(path);
    } catch (error) {
      if (isAbsence(error)) return new Map();
      throw readFault(path, error);
    }
    return parse(path, text);
  };
  const change = (edit: (entries: Map<string, Entry>) => void) => {
    using _lock = lock(`${path}.lock`);
    const entries = read();
    edit(entries);
    const sorted = Object.fromEntries([...entries].sort(([a], [b]) => a < b ? -1 : 1));
    writeAtomically(path, `${JSON.stringify({ values: sorted }, null, 2)}\n`, { mode: 0o600 });
  };
  /** Undefined, with `problem` set, where the keychain does not answer. */
  const ask = async <T>(question: (keychain: Keychain) => Promise<T>): Promise<{ answer: T } | undefined> => {
    if (!keychain || problem !== undefined) return undefined;
    try {
      return { answer: await question(keychain) };
    } catch (error) {
      if (!(error instanceof KeychainProblem)) throw error;
      problem = error.message;
    }
  };

  return {
    list: () =>
      [...read()].map(([name, { updatedAt }]) => ({ name, updatedAt })).sort((a, b) => a.name < b.name ? -1 : 1),
    async get(name) {
      const entry = read().get(name);
      if (!entry || entry.value !== undefined) return entry?.value;
      const found = await ask((chain) => chain.get(name));
      if (found) return found.answer;
      throw KEYCHAIN_UNAVAILABLE({ name, keychain: keychain?.name ?? "system's keychain", problem: problem! });
    },
    async set(name, value) {
      const taken = await ask((chain) => chain.set(name, value));
      const updatedAt = Temporal.Now.instant().toString({ smallestUnit: "millisecond" });
      change((entries) => entries.set(name, taken ? { updatedAt } : { updatedAt, value }));
    },
    async delete(name) {
      const entry = read().get(name);
      if (!entry) return false;
      // A keychain that does not answer keeps a value that nothing refers to any more.
      if (entry.value === undefined) await ask((chain) => chain.delete(name));
      change((entries) => entries.delete(name));
      return true;
    },
    async where(name) {
      const entry = read().get(name);
      if (entry) return entry.value === undefined ? keychain?.name ?? "system's keychain" : path;
      const answers = await ask((chain) => chain.get(name));
      return answers && keychain ? keychain.name : path;
    },
  };
}

function parse(path: string, text: string): Map<string, Entry> {
  try {
    const { values } = JSON.parse(text) as { values: Record<string, Entry> };
    const entries = Object.entries(values);
    if (entries.every(([, entry]) => typeof entry.updatedAt === "string")) return new Map(entries);
  } catch {
    // Told below.
  }
  throw VALUES_INVALID({ path });
}

function lock(path: string): Disposable {
  try {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    file.lockSync(true);
    return file;
  } catch (error) {
    throw writeFault(path, error);
  }
}
