import assert from "node:assert/strict";
import type { DeclaredDependency, LockedPackage } from "../dependencies/model.ts";
import { findVulnerabilities } from "./security_findings.ts";

const advisory = {
  id: "GHSA-1",
  package: "form-data",
  title: "Guessable boundaries",
  severity: "critical" as const,
  vulnerableRange: "<2.5.4",
  url: "https://advisories.example.org/GHSA-1",
};

function locked(name: string, version: string, dependencies: Record<string, string> = {}): LockedPackage {
  return { name, version, resolved: "", dev: false, dependencies };
}

function declared(name: string): DeclaredDependency {
  return {
    name,
    alias: name,
    source: "manifest",
    kind: "dependencies",
    specifier: "^1.0.0",
    range: "^1.0.0",
    file: "packages/config/package.json",
    keys: ["dependencies", name],
    packages: ["config"],
    locked: undefined,
  };
}

const packages = [
  locked("request", "2.88.2", { "form-data": "~2.3.2", har: "^1.0.0" }),
  locked("har", "1.0.0", { request: "^2.0.0" }),
  locked("client", "1.0.0", { "request-core": "^1.0.0", "form-data": "^4.0.0" }),
  locked("request-core", "1.1.4", { "form-data": "^2.3.0" }),
  locked("form-data", "2.3.3"),
  locked("form-data", "4.0.5"),
];
const versions = new Map([["form-data", ["2.3.3", "4.0.5"]]]);

Deno.test("a vulnerability says which declared dependency brings it along, by the versions that are locked", () => {
  const [finding] = findVulnerabilities([advisory], {
    versions,
    declared: [declared("client")],
    locked: packages,
  });
  assert.equal(
    finding!.detail,
    "2.3.3 is among <2.5.4 (https://advisories.example.org/GHSA-1), " +
      "brought along by client → request-core → form-data",
  );
  assert.deepEqual(finding!.recommendation, {
    text: "Upgrade 'client', which brings 'form-data' along, or override the version of 'form-data'",
    command: "workspace upgrade check --packages client",
  });
});

Deno.test("a declared dependency is upgraded itself; without a way to one nothing is claimed", () => {
  const options = { versions, locked: packages };
  const [direct] = findVulnerabilities([advisory], { ...options, declared: [declared("form-data")] });
  assert.equal(direct!.recommendation!.command, "workspace upgrade apply --packages form-data");
  assert.equal(direct!.file, "packages/config/package.json");
  const [lost] = findVulnerabilities([{ ...advisory, url: "" }], { ...options, declared: [] });
  assert.equal(lost!.detail, "2.3.3 is among <2.5.4 (GHSA-1)");
  assert.deepEqual(findVulnerabilities([{ ...advisory, vulnerableRange: "<1" }], { ...options, declared: [] }), []);
});
