import { AUDIT_SECTIONS, type AuditSection, type Finding, type Severity, severityRank } from "./model.ts";

/** What findings cost. */
export interface ScoreWeights {
  severity: Record<Severity, number>;
  /** By section. */
  category: Record<AuditSection, number>;
  /** What the first, second, … finding of a section counts; the last for all that follow. */
  diminish: readonly number[];
}

export type ScoreBand = "Excellent" | "Good" | "Fair" | "Poor" | "Critical";

export interface HealthScore {
  /** 0–100. */
  score: number;
  band: ScoreBand;
  /** Only what was audited, in the order of `AUDIT_SECTIONS`. */
  sections: { section: AuditSection; score: number }[];
}

/**
 * 100 − Σ severity × category × diminish, between 0 and 100 and rounded; `diminish` goes by the order within a section,
 * worst first. The score of a section takes its own findings only. Sections that could not be seen at all are left out.
 */
export function assembleScore(
  findings: readonly Finding[],
  { sections, weights }: { sections: readonly AuditSection[]; weights: ScoreWeights },
): HealthScore {
  const audited = AUDIT_SECTIONS.filter((each) => sections.includes(each));
  const costs = audited.map((section) => {
    const severities = findings.filter((each) => each.section === section).map((each) => each.severity);
    return { section, cost: costOf(severities, { category: weights.category[section], weights }) };
  });
  const score = scoreFor(costs.reduce((sum, { cost }) => sum + cost, 0));
  return {
    score,
    band: bandOf(score),
    sections: costs.map(({ section, cost }) => ({ section, score: scoreFor(cost) })),
  };
}

function costOf(
  severities: Severity[],
  { category, weights }: { category: number; weights: ScoreWeights },
): number {
  const { diminish } = weights;
  return severities.toSorted((a, b) => severityRank(a) - severityRank(b)).reduce((sum, severity, i) => {
    return sum + weights.severity[severity] * category * (diminish[Math.min(i, diminish.length - 1)] ?? 1);
  }, 0);
}

function scoreFor(cost: number): number {
  return Math.round(Math.min(100, Math.max(0, 100 - cost)));
}

/** 90 and more is excellent, 70 good, 50 fair, 30 poor. */
export function bandOf(score: number): ScoreBand {
  if (score >= 90) return "Excellent";
  if (score >= 70) return "Good";
  if (score >= 50) return "Fair";
  return score >= 30 ? "Poor" : "Critical";
}
