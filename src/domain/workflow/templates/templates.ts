import { basic } from "./basic.ts";
import { dataProcessing } from "./data_processing.ts";
import { mlPipeline } from "./ml_pipeline.ts";
import type { Template, TemplateName } from "./template.ts";

/** All templates, in the order in which they are offered. */
export const TEMPLATES: readonly Template[] = [basic, mlPipeline, dataProcessing];

export function getTemplate(name: TemplateName): Template {
  return TEMPLATES.find((each) => each.name === name)!;
}
