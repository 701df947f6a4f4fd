import type { Environment } from "../../kernel/ports.ts";
import { pickEnvironment } from "../process/environment.ts";
import { powershellArguments, powershellQuoted } from "../program/self_command.ts";
import { type LimitedResult, runLimited } from "./limited_process.ts";

/** The keychain of the system, asked by the system's own commands. Each throws `KeychainProblem` where it does not answer. */
export interface Keychain {
  /** For people. */
  readonly name: string;
  get(account: string): Promise<string | undefined>;
  set(account: string, value: string): Promise<void>;
  /** False where there was none. */
  delete(account: string): Promise<boolean>;
}

/** Why a keychain cannot be used. */
export class KeychainProblem extends Error {}

export interface KeychainOptions {
  env: Environment;
  /** Whose values these are: those of different stores do not meet. */
  service: string;
  system?: typeof Deno.build.os;
  /** A keyring without a screen may wait for ever for somebody to unlock it. */
  limitMilliseconds?: number;
}

const ENVIRONMENT = [
  "HOME",
  "PATH",
  "USER",
  "LOGNAME",
  "LANG",
  "DBUS_SESSION_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "XDG_DATA_HOME",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "APPDATA",
  "LOCALAPPDATA",
  "SystemRoot",
  "USERPROFILE",
  "PATHEXT",
  "TEMP",
];

/** Values are kept in base64: whatever bytes they have, they come back as they went in. */
const encode = (value: string) => new TextEncoder().encode(value).toBase64();
const decode = (text: string): string => {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text.trim()));
  } catch {
    throw new KeychainProblem("What it holds was not written by this program.");
  }
};

/** Undefined where `WORKSPACE_KEYCHAIN` is `off`, and on systems that have none. */
export function systemKeychain(options: KeychainOptions): Keychain | undefined {
  const { env, service, system = Deno.build.os, limitMilliseconds = 2000 } = options;
  if (env.get("WORKSPACE_KEYCHAIN") === "off") return undefined;
  const given = pickEnvironment(env, ENVIRONMENT);
  const run = async (argv: readonly string[], input?: string): Promise<NonNullable<LimitedResult>> => {
    const limited = { env: given, limitMilliseconds, ...(input === undefined ? {} : { input }) };
    let result: LimitedResult;
    try {
      result = await runLimited(argv, limited);
    } catch (error) {
      const missing = error instanceof Deno.errors.NotFound;
      throw new KeychainProblem(`\`${argv[0]}\` ${missing ? "is not installed" : "could not be started"}.`, {
        cause: error,
      });
    }
    if (result === undefined) throw new KeychainProblem(`\`${argv[0]}\` gave no answer in ${limitMilliseconds} ms.`);
    return result;
  };
  switch (system) {
    case "darwin":
      return macKeychain(service, run);
    case "windows":
      return windowsVault(service, run);
    default:
      return secretService(service, run);
  }
}

type Run = (argv: readonly string[], input?: string) => Promise<NonNullable<LimitedResult>>;

function problemOf(program: string, { code, stderr }: NonNullable<LimitedResult>): KeychainProblem {
  return new KeychainProblem(stderr.trim() || `\`${program}\` exited with code ${code}.`);
}

/** freedesktop.org's Secret Service, by libsecret's secret-tool: it exits with 1 and says nothing where there is no value. */
function secretService(service: string, run: Run): Keychain {
  const attributes = (account: string) => ["service", "workspace", "store", service, "account", account];
  const get = async (account: string) => {
    const result = await run(["secret-tool", "lookup", ...attributes(account)]);
    if (result.code === 0) return decode(result.stdout);
    if (result.code === 1 && result.stderr.trim() === "") return undefined;
    throw problemOf("secret-tool", result);
  };
  return {
    name: "Secret Service keyring",
    get,
    async set(account, value) {
      const argv = ["secret-tool", "store", `--label=workspace: ${account}`, ...attributes(account)];
      const result = await run(argv, encode(value));
      if (result.code !== 0) throw problemOf("secret-tool", result);
    },
    async delete(account) {
      if (await get(account) === undefined) return false;
      const result = await run(["secret-tool", "clear", ...attributes(account)]);
      if (result.code !== 0) throw problemOf("secret-tool", result);
      return true;
    },
  };
}

/** `security` reads its commands from stdin with `-i`: so values do not appear among the arguments of a process. */
function macKeychain(service: string, run: Run): Keychain {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  /** errSecItemNotFound, -25300 */
  const isMissing = ({ code, stderr }: NonNullable<LimitedResult>) => code === 44 || /could not be found/.test(stderr);
  return {
    name: "macOS keychain",
    async get(account) {
      const result = await run(["security", "find-generic-password", "-s", service, "-a", account, "-w"]);
      if (result.code === 0) return decode(result.stdout);
      if (isMissing(result)) return undefined;
      throw problemOf("security", result);
    },
    async set(account, value) {
      const hex = new TextEncoder().encode(encode(value)).toHex();
      const command = `add-generic-password -U -s ${quoted(service)} -a ${quoted(account)} -X ${hex}\n`;
      const result = await run(["security", "-i"], command);
      if (result.code !== 0 || result.stderr.trim() !== "") throw problemOf("security", result);
    },
    async delete(account) {
      const result = await run(["security", "delete-generic-password", "-s", service, "-a", account]);
      if (result.code === 0) return true;
      if (isMissing(result)) return false;
      throw problemOf("security", result);
    },
  };
}

/** The Credential Locker of Windows, by Windows PowerShell. */
function windowsVault(service: string, run: Run): Keychain {
  const script = async (account: string, body: string, input?: string) => {
    const text = `$ErrorActionPreference = 'Stop'
[void][Windows.Security.Credentials.PasswordVault, Windows.Security.Credentials, ContentType = WindowsRuntime]
$vault = New-Object Windows.Security.Credentials.PasswordVault
$service = ${powershellQuoted(service)}
$account = ${powershellQuoted(account)}
function Find { try { $vault.Retrieve($service, $account) } catch { $null } }
${body}`;
    const result = await run(["powershell", ...powershellArguments(text)], input);
    if (result.code !== 0) throw problemOf("powershell", result);
    return result.stdout.trim();
  };
  return {
    name: "Windows credential locker",
    async get(account) {
      const found = await script(account, "$found = Find; if ($found) { $found.RetrievePassword(); $found.Password }");
      return found === "" ? undefined : decode(found);
    },
    async set(account, value) {
      const body = `$value = [Console]::In.ReadToEnd()
$vault.Add((New-Object Windows.Security.Credentials.PasswordCredential($service, $account, $value)))`;
      await script(account, body, encode(value));
    },
    delete: async (account) =>
      await script(account, "$found = Find; if ($found) { $vault.Remove($found); 'removed' }") === "removed",
  };
}
