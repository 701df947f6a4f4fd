import assert from "node:assert/strict";
import type { Changeset } from "../model.ts";
import { upgradeMessage, withUpgrades } from "./upgrade_changeset.ts";

const AT = Temporal.Instant.from("2026-02-01T00:00:00Z");
const B = { package: "b", from: "1.0.0", to: "1.1.0" };
const C = { package: "c", from: "2.0.0", to: "3.0.0" };

const CHANGESET: Changeset = {
  id: "x",
  branch: "x",
  bump: "minor",
  packageBumps: { two: "major" },
  environments: [],
  packages: ["one", "two"],
  commits: [],
  message: "Faster\n",
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};

Deno.test("one upgrade is a line, several are a list", () => {
  assert.equal(upgradeMessage([B, B]), "Upgrade b from 1.0.0 to 1.1.0");
  assert.equal(
    upgradeMessage([C, B]),
    "Upgrade 2 dependencies\n\n- b from 1.0.0 to 1.1.0\n- c from 2.0.0 to 3.0.0",
  );
  assert.equal(
    upgradeMessage([B, { ...B, from: "1.0.1" }]),
    "Upgrade b\n\n- b from 1.0.0 to 1.1.0\n- b from 1.0.1 to 1.1.0",
  );
});

Deno.test("no bump is lowered; a package that is new gets the upgrades' bump", () => {
  const change = { packages: ["one", "three", "two"], bump: "patch" as const, upgrades: [B] };
  const extended = withUpgrades(CHANGESET, change, { at: AT });
  assert.deepEqual(extended.packages, ["one", "two", "three"]);
  assert.equal(extended.bump, "minor");
  assert.deepEqual(extended.packageBumps, { two: "major", three: "patch" });
  assert.equal(extended.message, "Faster\n\nUpgrade b from 1.0.0 to 1.1.0");
  assert.equal(extended.updatedAt, "2026-02-01T00:00:00Z");
  assert.equal(withUpgrades(extended, change, { at: AT.add({ hours: 1 }) }), extended);
  const raised = withUpgrades(extended, { ...change, packages: ["one"], bump: "major" }, { at: AT });
  assert.deepEqual(raised.packageBumps, { one: "major", two: "major", three: "patch" });
  const more = withUpgrades(extended, { ...change, upgrades: [B, C] }, { at: AT });
  assert.match(more.message, /\n\nUpgrade c from 2\.0\.0 to 3\.0\.0$/);
});
