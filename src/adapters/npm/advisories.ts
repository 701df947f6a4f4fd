import { type Fault, isFault } from "../../kernel/fault.ts";
import type { Advisory, Severity } from "../../kernel/registry.ts";
import { ADVISORIES_UNAVAILABLE } from "./faults.ts";
import type { RegistryAccess } from "./packument_reader.ts";
import type { Outcome } from "./request.ts";

const PATH = "-/npm/v1/security/advisories/bulk";

/** npm's words for how bad it is, and ours. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: "critical",
  high: "high",
  moderate: "medium",
  medium: "medium",
  low: "low",
  info: "info",
};

/** Where a package comes from; with `packages` (a scope) there are credentials for that scope alone. */
interface Source {
  registry: string;
  packages: string | undefined;
}

/**
 * Asks each registry for the advisories of the packages that come from it: the names of private packages go to their
 * own registry only, with the credentials of their scope. Throws `ADVISORIES_UNAVAILABLE` where no registry answers; where some do not, `onUnavailable` is
 * called for each.
 */
export async function readAdvisories(
  versions: ReadonlyMap<string, readonly string[]>,
  access: RegistryAccess & { sourceOf(name: string): Source; onUnavailable?: (fault: Fault) => void },
): Promise<Advisory[]> {
  const questions = new Map<string, { source: Source; versions: Record<string, string[]> }>();
  for (const name of [...versions.keys()].sort()) {
    const source = access.sourceOf(name);
    const key = `${source.registry} ${source.packages ?? ""}`;
    let question = questions.get(key);
    if (!question) questions.set(key, question = { source, versions: Object.create(null) as Record<string, string[]> });
    question.versions[name] = [...new Set(versions.get(name))].sort();
  }
  const answers = await Promise.all([...questions.values()].map(async (question) => {
    try {
      return await ask(question.source, JSON.stringify(question.versions), access);
    } catch (error) {
      if (isFault(error, "ADVISORIES_UNAVAILABLE")) return error;
      throw error;
    }
  }));
  const missing = answers.filter((each) => isFault(each));
  if (missing.length > 0 && missing.length === answers.length) throw missing[0]!;
  for (const fault of missing) {
    if (access.onUnavailable) access.onUnavailable(fault);
    else access.log.warn(`${fault.message}: ${fault.reason}`);
  }
  return answers.flatMap((each) => isFault(each) ? [] : each);
}

async function ask({ registry, packages }: Source, body: string, access: RegistryAccess): Promise<Advisory[]> {
  const { cache, now } = access;
  const key = `advisories ${registry} ${await access.ownerOf(registry, packages)} ${await hashOf(body)}`;
  const cached = cache?.read(key);
  const age = cached && now() - cached.checkedAt;
  if (cached && (access.offline || age! >= 0 && age! < access.freshMilliseconds)) {
    if (Array.isArray(cached.value) && cached.value.every(isAdvisory)) return cached.value;
    const without = (cached.value as { without?: unknown } | null)?.without;
    if (typeof without === "string") throw ADVISORIES_UNAVAILABLE({ registry, problem: without });
  }
  if (access.offline) {
    throw ADVISORIES_UNAVAILABLE({
      registry,
      problem: "--offline reads the cache alone, which has no advisories for these versions.",
    });
  }
  const url = new URL(PATH, registry);
  access.log.trace(`POST ${url.href}`);
  const headers = { "accept": "application/json", "content-type": "application/json" };
  const outcome = await access.send({ url, headers, body, packages });
  const advisories = readAnswer(outcome);
  if (typeof advisories === "string") {
    // A registry that does not know the address will not know it a minute later either.
    const isKnownToLack = outcome.kind === "answer" && [404, 405, 501].includes(outcome.status);
    if (isKnownToLack) cache?.write({ key, checkedAt: now(), value: { without: advisories } });
    throw ADVISORIES_UNAVAILABLE({ registry, problem: advisories });
  }
  cache?.write({ key, checkedAt: now(), value: advisories });
  return advisories;
}

/** The advisories, or why there are none. */
function readAnswer(outcome: Outcome): Advisory[] | string {
  if (outcome.kind === "timeout") return `It did not answer within ${outcome.milliseconds / 1000} s.`;
  if (outcome.kind !== "answer") return outcome.problem;
  if (outcome.status !== 200) return `It answered ${outcome.status} to the request for advisories.`;
  let answer: unknown;
  try {
    answer = JSON.parse(new TextDecoder().decode(outcome.body));
  } catch {
    return "Its answer is not JSON.";
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "Its answer is no object.";
  return Object.entries(answer).flatMap(([name, each]) =>
    Array.isArray(each) ? each.flatMap((one) => readAdvisory(name, one)) : []
  );
}

function readAdvisory(name: string, value: unknown): Advisory[] {
  if (typeof value !== "object" || value === null) return [];
  const { id, url, title, severity, vulnerable_versions } = value as Record<string, unknown>;
  if (typeof vulnerable_versions !== "string") return [];
  const address = typeof url === "string" && /^https?:\/\//.test(url) ? url : "";
  const known = /\/(GHSA-[\w-]+)$/i.exec(address)?.[1];
  return [{
    id: known ?? (typeof id === "string" || typeof id === "number" ? String(id) : `${name} ${vulnerable_versions}`),
    package: name,
    title: typeof title === "string" ? title : "Vulnerability without a title",
    // A severity that is not known must not be passed over.
    severity: typeof severity === "string" && Object.hasOwn(SEVERITIES, severity) ? SEVERITIES[severity]! : "high",
    vulnerableRange: vulnerable_versions,
    url: address,
  }];
}

function isAdvisory(value: unknown): value is Advisory {
  if (typeof value !== "object" || value === null) return false;
  const { id, package: name, title, severity, vulnerableRange, url } = value as Record<string, unknown>;
  return [id, name, title, vulnerableRange, url].every((text) => typeof text === "string") &&
    Object.values(SEVERITIES).includes(severity as Severity);
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
