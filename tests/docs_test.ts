import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { matches, parsePage } from "./docs/page.ts";
import { isRunnable, runPage } from "./docs/run_page.ts";

const TOP = fileURLToPath(new URL("../", import.meta.url));
const WITHOUT_SHELL = Deno.build.os === "windows";
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", ...listPages("docs")].sort();

for (const name of pages) {
  const text = Deno.readTextFileSync(`${TOP}${name}`);
  if (isRunnable(parsePage(text))) {
    Deno.test({
      name: `docs: the commands of ${name} print what it says`,
      ignore: WITHOUT_SHELL,
      async fn() {
        const update = Deno.env.get("UPDATE_DOCS") === "1";
        const updated = await runPage(text, { name, update });
        if (updated !== text) Deno.writeTextFileSync(`${TOP}${name}`, updated);
      },
    });
  }
}

Deno.test("docs: every link to a file of the project leads somewhere", () => {
  const dead = pages.flatMap((name) =>
    parsePage(Deno.readTextFileSync(`${TOP}${name}`)).links
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !leadsSomewhere(target, name))
      .map((target) => `${name} → ${target}`)
  );
  assert.deepEqual(dead, []);
});

Deno.test("docs: every page is reached from docs/README.md or README.md", () => {
  const named = ["README.md", "docs/README.md"].flatMap((name) =>
    parsePage(Deno.readTextFileSync(`${TOP}${name}`)).links.map((target) => join(dirname(name), target))
  );
  const written = pages.filter((name) => /^docs\/([^/]+|guides\/[^/]+|adr\/[^/]+)$/.test(name));
  assert.deepEqual(written.filter((name) => name !== "docs/README.md" && !named.includes(name)), []);
});

Deno.test("docs: `...` stands for any lines, and for any text in a line", () => {
  assert.ok(matches(["a", "...", "d"], ["a", "b", "c", "d"]));
  assert.ok(matches(["a", "...", "d"], ["a", "d"]));
  assert.ok(matches(["..."], []));
  assert.ok(matches(["tag ... made"], ["tag v1.0.0 made"]));
  assert.ok(!matches(["a", "..."], ["b"]));
  assert.ok(!matches(["a"], ["a", "b"]));
  assert.ok(!matches(["1.0...."], ["110.x"]));
});

function leadsSomewhere(target: string, page: string): boolean {
  const [path, fragment] = target.split("#") as [string, string | undefined];
  const file = path === "" ? page : join(dirname(page), path);
  try {
    if (Deno.statSync(`${TOP}${file}`).isDirectory) return true;
  } catch {
    return false;
  }
  return fragment === undefined || headings(Deno.readTextFileSync(`${TOP}${file}`)).includes(fragment);
}

/** The anchors that GitHub gives to a page's headings. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

function listPages(folder: string): string[] {
  return [...Deno.readDirSync(`${TOP}${folder}`)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? listPages(path) : entry.name.endsWith(".md") ? [path] : [];
  });
}
