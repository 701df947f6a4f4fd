import assert from "node:assert/strict";
import { findUserFolders } from "./user_folders.ts";

const folders = (variables: Record<string, string>) => findUserFolders({ get: (name) => variables[name] });

Deno.test("WORKSPACE_HOME holds everything of the user", () => {
  assert.deepEqual(folders({ WORKSPACE_HOME: "/w", HOME: "/h", XDG_CONFIG_HOME: "/c" }), {
    config: "/w",
    data: "/w/data",
    cache: "/w/cache",
  });
});

Deno.test("XDG folders count before those of the home; relative ones are ignored", () => {
  assert.deepEqual(folders({ HOME: "/h", XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "data" }), {
    config: "/c/workspace",
    data: "/h/.local/share/workspace",
    cache: "/h/.cache/workspace",
  });
});

Deno.test("on Windows they are the folders of application data", () => {
  const variables = {
    USERPROFILE: "C:\\Users\\a",
    APPDATA: "C:\\Users\\a\\Roaming",
    LOCALAPPDATA: "C:\\Users\\a\\Local",
  };
  assert.equal(folders(variables)?.config, "C:/Users/a/Roaming/workspace");
  assert.equal(folders(variables)?.data, "C:/Users/a/Local/workspace");
});

Deno.test("without a home there are none", () => {
  assert.equal(folders({}), undefined);
});
