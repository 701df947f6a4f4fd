import assert from "node:assert/strict";
import { DISK_FULL } from "../files/faults.ts";
import { networkFileSystem } from "./network_file_system.ts";
import { databaseFault } from "./problems.ts";

function codeOf(error: { code?: string; errcode?: number; message?: string }): unknown {
  const given = Object.assign(new Error(error.message ?? ""), { code: "ERR_SQLITE_ERROR" }, error);
  return (databaseFault("/data/state.db", given) as { code?: unknown }).code;
}

Deno.test("errors of SQLite that a machine can cause become faults, by code or by text", () => {
  assert.equal(codeOf({ errcode: 5 }), "STORE_LOCKED");
  assert.equal(codeOf({ errcode: 517 }), "STORE_LOCKED", "extended codes too");
  assert.equal(codeOf({ errcode: 13 }), "DISK_FULL");
  assert.equal(codeOf({ errcode: 11 }), "STORE_DAMAGED");
  assert.equal(codeOf({ errcode: 778 }), "FILE_UNREADABLE");
  assert.equal(codeOf({ errcode: 8 }), "FILE_UNWRITABLE");
  assert.equal(codeOf({ message: "unable to open database file: /data/state.db" }), "FILE_UNWRITABLE");
  assert.equal(codeOf({ message: "database is locked" }), "STORE_LOCKED");
});

Deno.test("mistakes of the program stay errors, and faults stay what they are", () => {
  assert.equal(codeOf({ errcode: 1299, message: "NOT NULL constraint failed" }), "ERR_SQLITE_ERROR");
  assert.equal(codeOf({ code: "OTHER", message: "database is locked" }), "OTHER");
  const full = DISK_FULL({ path: "/data", problem: "full" });
  assert.equal(databaseFault("/data/state.db", full), full);
});

Deno.test("network file systems are known by their type, as a signed number too", () => {
  assert.equal(networkFileSystem(0x6969), "NFS");
  assert.equal(networkFileSystem(0xff534d42), "CIFS");
  assert.equal(networkFileSystem(0xff534d42 | 0), "CIFS");
  assert.equal(networkFileSystem(0xef53), undefined, "ext4");
});
