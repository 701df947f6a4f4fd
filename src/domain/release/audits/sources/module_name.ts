const PACKAGE_NAME = /^(?:@[a-z0-9][\w.~-]*\/)?[a-z0-9][\w.~-]*$/i;

/**
 * The package that a module specifier names: `@org/core/sub.js?raw` is of `@org/core`. Undefined for paths, `#imports`,
 * URLs and other schemes (`node:fs`, `virtual:x`), the modules of Node.js, and what no package could be called, such as
 * the aliases `@/x`, `~/x`, `$lib/x`. Prefixes of webpack's loaders are seen through.
 */
export function findPackageName(specifier: string): string | undefined {
  const module = specifier.slice(specifier.lastIndexOf("!") + 1).replace(/[?#].+$/s, "");
  if (module.includes(":") || /^[./#~$]/.test(module)) return undefined;
  const [first = "", second] = module.split("/");
  const name = first.startsWith("@") ? `${first}/${second ?? ""}` : first;
  return PACKAGE_NAME.test(name) && !BUILTIN_MODULES.has(name) ? name : undefined;
}

/** The package that `@types/x` describes: `@types/org__core` is of `@org/core`. Undefined for other packages. */
export function findTypedPackage(name: string): string | undefined {
  const typed = /^@types\/(.+)$/.exec(name)?.[1];
  return typed === undefined ? undefined : typed.includes("__") ? `@${typed.replace("__", "/")}` : typed;
}

/** Where DefinitelyTyped has the types of a package. */
export function typesPackageOf(name: string): string {
  return `@types/${name.startsWith("@") ? name.slice(1).replace("/", "__") : name}`;
}

/** Modules that Node.js has under their bare names (`require("node:module").builtinModules`). */
export const BUILTIN_MODULES: ReadonlySet<string> = new Set(
  ("assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain " +
    "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl " +
    "stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib").split(" "),
);
