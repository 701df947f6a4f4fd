/**
 * The house's own lint rules: where the outside world may be touched, which folder a library belongs to, how files are
 * named. `deno.json` names this file under `lint.plugins`.
 */
const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** Folders (relative to src) that each library may be imported from. */
export const LIBRARY_FOLDERS: Readonly<Record<string, string>> = {
  "@cfworker/json-schema": "domain/workflow/input/",
  "@inquirer/": "adapters/terminal/",
  "@marcbachmann/cel-js": "domain/workflow/expressions/",
  "registry-url": "domain/release/registry/",
  "semver": "domain/release/versions/",
  "smol-toml": "formats/",
  "yaml": "formats/",
};

/** Globals that reach for the outside world. */
const AMBIENT = new Set([
  "Deno",
  "Date",
  "XMLHttpRequest",
  "WebSocket",
  "Worker",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "localStorage",
  "performance",
  "process",
  "self",
  "setInterval",
  "setTimeout",
  "window",
]);

/** Errors that say nothing to a user; own classes and faults do. */
const PLAIN_ERRORS = new Set([
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
]);

/** Where a file stands: its path from the top of the project, or undefined outside of it. */
function placeOf(filename: string): string | undefined {
  const path = filename.replace(/^file:\/\//, "").replaceAll("\\", "/").replace(/^([A-Za-z]:)/, "/$1");
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : undefined;
}

/** The path under src of a file that is not a test. */
function sourceOf(filename: string): string | undefined {
  const place = placeOf(filename);
  return place?.startsWith("src/") && !place.endsWith("_test.ts") ? place.slice("src/".length) : undefined;
}

const noAmbient: Deno.lint.Rule = {
  create(context) {
    const source = sourceOf(context.filename);
    if (source === undefined || source === "app.ts" || source.startsWith("adapters/")) return {};
    return {
      Identifier(node) {
        if (AMBIENT.has(node.name) && isUse(node) && !isDigest(node)) report(node, node.name);
      },
      MemberExpression(node) {
        const { object, property } = node;
        if (object.type === "Identifier" && property.type === "Identifier") {
          const name = `${object.name}.${property.name}`;
          if (name === "Math.random" || name === "Temporal.Now") report(node, name);
        }
      },
    };

    function report(node: Deno.lint.Node, name: string): void {
      context.report({
        node,
        message: `${name} is part of the outside world`,
        hint: "Take it from a port; src/adapters is where ports are fulfilled.",
      });
    }
  },
};

/** Whether an identifier reads a variable, rather than naming a property, a key, a type or a class to compare with. */
function isUse(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as Deno.lint.Node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.value === node && (parent.parent as Deno.lint.Node).type === "ObjectExpression";
    case "BinaryExpression":
      return !(parent.operator === "instanceof" && parent.right === node);
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.key !== node;
    default:
      return !parent.type.startsWith("TS") && !parent.type.startsWith("Import") && !parent.type.startsWith("Export");
  }
}

/** `crypto.subtle.digest`: the same bytes give the same hash, wherever and whenever. */
function isDigest(node: Deno.lint.Identifier): boolean {
  const subtle = node.parent as Deno.lint.Node;
  if (node.name !== "crypto" || !isMember(subtle, "subtle")) return false;
  return isMember(subtle.parent as Deno.lint.Node, "digest");
}

function isMember(node: Deno.lint.Node, name: string): node is Deno.lint.MemberExpression {
  return node.type === "MemberExpression" && node.property.type === "Identifier" && node.property.name === name;
}

const noStaticNode: Deno.lint.Rule = {
  create(context) {
    if (sourceOf(context.filename) === undefined) return {};
    return {
      ImportDeclaration(node) {
        if (node.importKind === "type" || !node.source.value.startsWith("node:")) return;
        context.report({
          node,
          message: `${node.source.value} is imported statically, which every start of the program would pay for`,
          hint: "Use Deno's own functions in an adapter, or `await import(…)` inside the function that needs it.",
        });
      },
    };
  },
};

const libraryFolder: Deno.lint.Rule = {
  create(context) {
    const source = sourceOf(context.filename);
    if (source === undefined) return {};
    const check = (node: Deno.lint.Node, specifier: unknown) => {
      if (typeof specifier !== "string" || /^(\.|\/|node:|file:)/.test(specifier)) return;
      const library = Object.keys(LIBRARY_FOLDERS).find((name) =>
        specifier === name || specifier.startsWith(name.endsWith("/") ? name : `${name}/`)
      );
      const folder = library === undefined ? undefined : LIBRARY_FOLDERS[library];
      if (folder !== undefined && source.startsWith(folder)) return;
      context.report({
        node,
        message: folder === undefined
          ? `${specifier} has no folder of its own`
          : `${specifier} is imported in src/${folder} only`,
        hint: "LIBRARY_FOLDERS in lint/house_rules.ts says where each library belongs.",
      });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.type === "Literal" ? node.source.value : undefined),
    };
  },
};

const faultsOnly: Deno.lint.Rule = {
  create(context) {
    const source = sourceOf(context.filename);
    if (source === undefined || source.startsWith("adapters/")) return {};
    return {
      ThrowStatement(node) {
        const thrown = node.argument;
        if (thrown.type !== "NewExpression" && thrown.type !== "CallExpression") return;
        if (thrown.callee.type !== "Identifier" || !PLAIN_ERRORS.has(thrown.callee.name)) return;
        context.report({
          node,
          message: `${thrown.callee.name} tells a user neither why nor what to do`,
          hint: "Declare a fault in the faults.ts beside this file and throw that.",
        });
      },
    };
  },
};

const snakeCaseFiles: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    const wrong = place?.split("/").find((part) => !/^[.a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(part));
    if (wrong === undefined) return {};
    return {
      Program(node) {
        context.report({ node, message: `'${wrong}' is not snake_case`, hint: "Name a file after its main export." });
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "no-ambient": noAmbient,
    "no-static-node": noStaticNode,
    "library-folder": libraryFolder,
    "faults-only": faultsOnly,
    "snake-case-files": snakeCaseFiles,
  },
};

export default plugin;
