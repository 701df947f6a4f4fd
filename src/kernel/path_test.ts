import assert from "node:assert/strict";
import { isAbsolutePath, isWithin, parentOf, pathWithin, resolvePath } from "./path.ts";

Deno.test("paths are resolved from a folder, with dots taken out", () => {
  assert.equal(resolvePath("/a/b", "c.toml"), "/a/b/c.toml");
  assert.equal(resolvePath("/a/b", "./../c//d/"), "/a/c/d");
  assert.equal(resolvePath("/a/b", "../../../.."), "/");
  assert.equal(resolvePath("/a", "/x/./y"), "/x/y");
  assert.equal(resolvePath("C:/a", "..\\b"), "C:/b");
  assert.equal(resolvePath("/a", "D:\\x\\y"), "D:/x/y");
  assert.equal(resolvePath("/", "a"), "/a");
  assert.equal(resolvePath("/a/b", "/x//y/"), "/x/y");
  assert.equal(resolvePath("C:/a", "D:/x/../y"), "D:/y");
  assert.equal(resolvePath("//server/share/a", "../b"), "//server/share/b");
  assert.equal(resolvePath("C:/", "\\\\server\\share\\a"), "//server/share/a");
  assert.ok(isAbsolutePath("\\a") && isAbsolutePath("c:/a") && !isAbsolutePath("c:a") && !isAbsolutePath("a/b"));
});

Deno.test("parents lead to the top of the file system and end there", () => {
  assert.equal(parentOf("/a/b"), "/a");
  assert.equal(parentOf("/a"), "/");
  assert.equal(parentOf("/"), undefined);
  assert.equal(parentOf("C:/a"), "C:/");
  assert.equal(parentOf("C:/"), undefined);
  assert.equal(parentOf("a"), undefined);
});

Deno.test("a path within a folder is shown from there, one outside as it is", () => {
  assert.equal(pathWithin("/a/b", "/a/b/c/d"), "c/d");
  assert.equal(pathWithin("/a/b", "/a/b"), ".");
  assert.equal(pathWithin("/a/b", "/a/bc"), "/a/bc");
  assert.equal(pathWithin("/", "/a"), "a");
});

Deno.test("a folder holds itself and what is below, not its namesakes", () => {
  assert.ok(isWithin("/a", "/a") && isWithin("/a", "/a/b") && isWithin("/", "/a"));
  assert.ok(!isWithin("/a", "/ab") && !isWithin("/a/b", "/a"));
});
