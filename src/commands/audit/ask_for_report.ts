import type { AuditSection } from "../../domain/release/audits/model.ts";
import type { Prompt } from "../../kernel/ports.ts";
import { existingSections } from "./audit_request.ts";
import { SECTION_TITLES } from "./section_titles.ts";

/** What the guided form asks for. */
export interface ReportWish {
  sections: AuditSection[];
  /** Undefined for a report on the screen alone. */
  file: { format: string; path: string } | undefined;
}

const ENDINGS: Record<string, string> = { markdown: "md", json: "json", "json-compact": "json", sarif: "sarif" };

/** Asks for format and sections, and where a report that is no text is to be saved. */
export async function askForReport(
  prompt: Prompt,
  { sections, isExtended }: { sections: readonly AuditSection[]; isExtended: boolean },
): Promise<ReportWish> {
  const format = await prompt.select("Report format?", [
    { value: "text", label: "text", description: "on the screen" },
    { value: "markdown", label: "markdown" },
    { value: "json", label: "json" },
    { value: "json-compact", label: "json-compact" },
    { value: "sarif", label: "sarif", description: "for code scanning" },
  ]);
  const chosen = await prompt.checkbox(
    "Audit sections?",
    existingSections(isExtended).map((each) => ({
      value: each,
      label: SECTION_TITLES[each].name,
      checked: sections.includes(each),
    })),
  );
  const wanted = existingSections(isExtended).filter((each) => chosen.includes(each));
  if (format === "text") return { sections: wanted, file: undefined };
  const path = await prompt.input("Save the report as:", { initial: `audit-report.${ENDINGS[format]}` });
  return { sections: wanted, file: { format, path } };
}
