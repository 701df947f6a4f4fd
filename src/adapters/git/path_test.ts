import assert from "node:assert/strict";
import { isWithin, parentOf, resolvePath } from "./path.ts";

Deno.test("paths are resolved against a folder, on POSIX and on Windows", () => {
  assert.equal(resolvePath("/a/b", "../c/./d"), "/a/c/d");
  assert.equal(resolvePath("/a/b", "/x//y/"), "/x/y");
  assert.equal(resolvePath("/a", "../../.."), "/");
  assert.equal(resolvePath("C:/a/b", "../c"), "C:/a/c");
  assert.equal(resolvePath("/a", "D:/x/../y"), "D:/y");
  assert.equal(resolvePath("//server/share/a", "../b"), "//server/share/b");
});

Deno.test("the way up ends at the root or the drive", () => {
  assert.equal(parentOf("/a/b"), "/a");
  assert.equal(parentOf("/a"), "/");
  assert.equal(parentOf("C:/a"), "C:");
  for (const top of ["/", "C:/", "C:", "a"]) assert.equal(parentOf(top), undefined);
});

Deno.test("a folder holds itself and what is below, not its namesakes", () => {
  assert.ok(isWithin("/a", "/a") && isWithin("/a", "/a/b") && isWithin("/", "/a"));
  assert.ok(!isWithin("/a", "/ab") && !isWithin("/a/b", "/a"));
});
