import assert from "node:assert/strict";
import fc from "fast-check";
import { isBranchName } from "./branch_name.ts";

const NAMES = [
  "main",
  "feature/x",
  "Feature/ÄÖ_x+y#1",
  "a.b",
  "a@b",
  "a-",
  "",
  "a b",
  "../../etc",
  "-x",
  "/a",
  "a/",
  "a//b",
];
const ODD_NAMES = [
  "a.",
  ".a",
  "a/.b",
  "a.lock",
  "a.lock/b",
  "a.locks",
  "@",
  "a@{b",
  "HEAD",
  "a~1",
  "a^",
  "a:b",
  "a?",
  "a*",
  "a[b",
];

async function gitTakes(name: string): Promise<boolean> {
  const args = ["check-ref-format", "--branch", name];
  const command = new Deno.Command("git", { args, cwd: "/", stdout: "null", stderr: "null" });
  return (await command.output()).success;
}

Deno.test({
  name: "branches have the names that git takes",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const name of [...NAMES, ...ODD_NAMES]) assert.equal(isBranchName(name), await gitTakes(name), name);
    const parts = fc.constantFrom("a", ".", "/", "-", "@", "{", "lock", "~", "..", " ", "é", "HEAD");
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 5 }), async (words) => {
        const name = words.join("");
        // Outside a repository git reads `@{-1}` and `-` as branches of before, which no file can name.
        fc.pre(!name.startsWith("-") && !name.includes("@{"));
        assert.equal(isBranchName(name), await gitTakes(name), name);
      }),
      { seed: 42, numRuns: 150 },
    );
  },
});
