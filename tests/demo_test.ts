import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const TOP = fileURLToPath(new URL("../", import.meta.url));

/** Runs the demo as on a machine that has git and nothing else: no home, no identity, its own temporary folder. */
async function runDemo(options: { args?: string[]; PATH?: string } = {}) {
  const home = Deno.realPathSync(Deno.makeTempDirSync());
  const { DENO_DIR } = await denoDirectory();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "scripts/demo.ts", ...options.args ?? []],
    cwd: TOP,
    env: { DENO_DIR, HOME: home, TMPDIR: home, TEMP: home, TMP: home, PATH: options.PATH ?? Deno.env.get("PATH")! },
    clearEnv: Deno.build.os !== "windows",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr), home, left: [...Deno.readDirSync(home)] };
}

async function denoDirectory(): Promise<{ DENO_DIR: string }> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return { DENO_DIR: JSON.parse(new TextDecoder().decode(stdout)).denoDir };
}

Deno.test("the demo goes from an untouched monorepo to a pushed release and leaves nothing behind", async () => {
  const { code, stdout, stderr, home, left } = await runDemo();
  try {
    assert.equal(code, 0, stderr);
    assertInOrder(stdout, [
      "$ workspace graph",
      "@shop/storefront 3.1.0 private",
      "$ workspace init",
      "✓ Configuration initialized successfully",
      "$ workspace changeset create --bump minor",
      "$ workspace changeset create --from-commits",
      "Message: An empty cart has a text",
      "Total: 2 changesets",
      "Version Bump Preview",
      "@shop/money: 1.2.3 → 1.3.0 (minor, direct change)",
      "$ workspace bump --execute --git-commit --git-tag --git-push",
      "✓ Pushed",
      "## main...origin/main\n",
      "refs/tags/@shop/money@1.3.0",
      "refs/tags/@shop/ui@0.4.1",
      "- Amounts are rounded half to even",
      "Nothing to bump",
      "Try next:",
    ]);
    assert.match(stderr, /Updated changeset feature-round-half-even\n {2}Packages added: @shop\/money/);
    assert.deepEqual(left.map(({ name }) => name).filter((name) => name.startsWith("workspace-demo-")), []);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("--keep leaves the repository and says where", async () => {
  const { code, stdout, home } = await runDemo({ args: ["--keep"] });
  try {
    assert.equal(code, 0);
    const shop = /The copy is kept: (.+)/.exec(stdout)?.[1];
    assert.ok(shop, stdout);
    assert.equal(JSON.parse(Deno.readTextFileSync(`${shop}/packages/money/package.json`)).version, "1.3.0");
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("a step that fails ends the demo with a failure", async () => {
  const { code, stderr, home, left } = await runDemo({ PATH: "/nonexistent" });
  try {
    assert.equal(code, 1);
    assert.match(stderr, /The demo stopped: .*git/);
    assert.deepEqual(left.map(({ name }) => name).filter((name) => name.startsWith("workspace-demo-")), []);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

function assertInOrder(text: string, parts: string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    assert.notEqual(at, -1, `"${part}" does not come where it should in:\n${text}`);
    from = at + part.length;
  }
}
