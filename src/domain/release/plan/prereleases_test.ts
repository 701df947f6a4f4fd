import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import type { Changeset, Workspace } from "../model.ts";
import { assemblePlan, type PlanOptions } from "./assemble_plan.ts";
import { carriedOut, changesetOf, configOf, plannedOf, versionsOf, workspaceOf } from "./fixtures_test.ts";

/** A project whose releases are carried out one after the other. */
class Project {
  constructor(public workspace: Workspace, public changesets: Changeset[] = [], readonly config = configOf()) {}

  plan(mode: PlanOptions["mode"], more: Partial<PlanOptions> = {}) {
    return assemblePlan(this.workspace, this.changesets, { config: this.config, mode, ...more });
  }

  bump(mode: PlanOptions["mode"], more: Partial<PlanOptions> = {}) {
    const plan = this.plan(mode, more);
    ({ workspace: this.workspace, changesets: this.changesets } = carriedOut(this.workspace, this.changesets, plan));
    return plan;
  }
}

const beta = { prerelease: "beta" };

Deno.test("prereleases count from the stable base with the highest bump so far, and graduate to it", () => {
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("fix", ["core"])]);
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.0.1-beta.0" });
  assert.deepEqual(project.changesets[0]!.prereleases, [{ package: "core", base: "1.0.0", version: "1.0.1-beta.0" }]);

  const again = project.plan(beta);
  assert.deepEqual(versionsOf(again), {});
  assert.deepEqual(again.changesets, []);
  assert.match(again.warnings.join(), /Nothing to release as beta/);

  project.changesets.push(changesetOf("fix-2", ["core"]));
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.0.1-beta.1" });
  project.changesets.push(changesetOf("feature", ["core"], { bump: "minor" }));
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.1.0-beta.0" });

  const graduation = project.bump("release");
  assert.deepEqual(versionsOf(graduation), { core: "1.1.0" });
  assert.equal(plannedOf(graduation, "core").reason, "graduation");
  assert.deepEqual(graduation.changesets.map((each) => each.fate), ["archive", "archive", "archive"]);
  assert.deepEqual(project.changesets, []);
});

Deno.test("another tag starts at 0; one that sorts lower is refused", () => {
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("a", ["core"])]);
  project.bump({ prerelease: "alpha" });
  project.changesets.push(changesetOf("b", ["core"]));
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.0.1-beta.0" });
  project.changesets.push(changesetOf("c", ["core"]));
  assert.throws(() => project.plan({ prerelease: "alpha" }), (error) => isFault(error, "PRERELEASE_GOES_BACK"));
  assert.throws(() => project.plan({ prerelease: "1" }), (error) => isFault(error, "PRERELEASE_TAG_INVALID"));
});

Deno.test("dependents that follow a prerelease are marked in the changeset that caused it, and graduate with it", () => {
  const project = new Project(
    workspaceOf({ core: {}, ui: { dependencies: { core: "^1.0.0" } }, app: { dependencies: { ui: "workspace:*" } } }),
    [changesetOf("x", ["core"], { bump: "minor" })],
  );
  const first = project.bump(beta);
  assert.deepEqual(versionsOf(first), { app: "1.0.1-beta.0", core: "1.1.0-beta.0", ui: "1.0.1-beta.0" });
  assert.deepEqual(project.changesets[0]!.prereleases, [
    { package: "app", base: "1.0.0", version: "1.0.1-beta.0" },
    { package: "core", base: "1.0.0", version: "1.1.0-beta.0" },
    { package: "ui", base: "1.0.0", version: "1.0.1-beta.0" },
  ]);
  assert.deepEqual(first.references.map((each) => each.to), ["^1.1.0-beta.0"]);

  project.changesets.push(changesetOf("y", ["core"]));
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.1.0-beta.1" });
  project.changesets.push(changesetOf("z", ["core"], { bump: "major" }));
  assert.deepEqual(versionsOf(project.bump(beta)), {
    app: "1.0.1-beta.1",
    core: "2.0.0-beta.0",
    ui: "1.0.1-beta.1",
  });

  const graduation = project.bump("release");
  assert.deepEqual(versionsOf(graduation), { app: "1.0.1", core: "2.0.0", ui: "1.0.1" });
  assert.deepEqual(graduation.references.map((each) => each.to), ["^2.0.0"]);
  assert.deepEqual(project.changesets, []);
  assert.deepEqual(versionsOf(project.plan("release")), {});
});

Deno.test("a package that was marked and is listed later counts from its stable base", () => {
  const project = new Project(
    workspaceOf({ core: {}, ui: { dependencies: { core: "1.0.0" } } }),
    [changesetOf("x", ["core"])],
  );
  project.bump(beta);
  project.changesets.push(changesetOf("y", ["ui"], { bump: "minor" }));
  assert.deepEqual(versionsOf(project.bump(beta)), { ui: "1.1.0-beta.0" });
  assert.deepEqual(versionsOf(project.bump("release")), { core: "1.0.1", ui: "1.1.0" });
});

Deno.test("a changeset without prerelease graduates together with the marked ones", () => {
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("x", ["core"])]);
  project.bump(beta);
  project.changesets.push(changesetOf("y", ["core"], { bump: "minor" }));
  const plan = project.plan("release");
  assert.deepEqual(versionsOf(plan), { core: "1.1.0" });
  assert.equal(plannedOf(plan, "core").reason, "direct");
});

Deno.test("unified projects and fixed groups go through prereleases together", () => {
  for (
    const config of [configOf({ version: { strategy: "unified" } }), configOf({ version: { fixed: [["core", "ui"]] } })]
  ) {
    const project = new Project(
      workspaceOf({ core: {}, ui: { version: "1.4.0" } }),
      [changesetOf("x", ["core"], { bump: "minor" })],
      config,
    );
    assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.5.0-beta.0", ui: "1.5.0-beta.0" });
    project.changesets.push(changesetOf("y", ["ui"]));
    assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.5.0-beta.1", ui: "1.5.0-beta.1" });
    assert.deepEqual(versionsOf(project.bump("release")), { core: "1.5.0", ui: "1.5.0" });
    assert.deepEqual(project.changesets, []);
  }
});

Deno.test("a prerelease that was set by hand goes on counting", () => {
  const project = new Project(workspaceOf({ core: { version: "2.0.0-beta.3" } }), [changesetOf("x", ["core"])]);
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "2.0.0-beta.4" });
  assert.deepEqual(versionsOf(project.bump("release")), { core: "2.0.0" });
});

Deno.test("a stable version released on the side is counted from", () => {
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("x", ["core"])]);
  project.bump(beta);
  project.workspace.packages[0]!.version = "1.2.0";
  project.changesets.push(changesetOf("y", ["core"]));
  assert.deepEqual(versionsOf(project.bump(beta)), { core: "1.2.1-beta.0" });
});

Deno.test("a selection graduates its packages and those that followed the last of them", () => {
  const start = () =>
    new Project(
      workspaceOf({ core: {}, ui: { dependencies: { core: "1.0.0" } }, other: {} }),
      [changesetOf("x", ["core", "other"])],
    );
  const partly = start();
  partly.bump(beta);
  assert.deepEqual(versionsOf(partly.bump("release", { packages: ["other"] })), { other: "1.0.1" });
  assert.deepEqual(partly.changesets[0]!.packages, ["core"]);
  assert.deepEqual(partly.changesets[0]!.prereleases?.map((each) => each.package), ["core", "ui"]);
  assert.deepEqual(versionsOf(partly.bump("release")), { core: "1.0.1", ui: "1.0.1" });
  assert.deepEqual(partly.changesets, []);

  const wholly = start();
  wholly.bump(beta);
  assert.deepEqual(versionsOf(wholly.bump("release", { packages: ["other", "core"] })), {
    core: "1.0.1",
    other: "1.0.1",
    ui: "1.0.1",
  });
  assert.deepEqual(wholly.changesets, []);
});

Deno.test("a selected package in no changeset has no place for its prerelease", () => {
  const project = new Project(workspaceOf({ core: {}, ui: {} }), [changesetOf("x", ["core"])]);
  assert.throws(
    () => project.plan(beta, { packages: ["ui"] }),
    (error) => isFault(error, "PRERELEASE_WITHOUT_CHANGESET"),
  );
});

Deno.test("a changeset whose bump was lowered after its prerelease is graduated with a warning", () => {
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("x", ["core"], { bump: "minor" })]);
  project.bump(beta);
  project.changesets[0]!.bump = "patch";
  const plan = project.plan("release");
  assert.deepEqual(versionsOf(plan), { core: "1.0.1" });
  assert.match(plan.warnings.join(), /'core' becomes 1\.0\.1, which is lower than its prerelease 1\.1\.0-beta\.0/);
});

Deno.test("marks of packages that are gone are passed over", () => {
  const mark = { package: "gone", base: "1.0.0", version: "1.0.1-beta.0" };
  const project = new Project(workspaceOf({ core: {} }), [changesetOf("x", ["core"], { prereleases: [mark] })]);
  assert.deepEqual(versionsOf(project.bump("release")), { core: "1.0.1" });
  assert.deepEqual(project.changesets, []);
});
