import { BUMP_RUNNING, BUMP_UNFINISHED } from "../../domain/release/apply/faults.ts";
import { openProject } from "../open_project.ts";
import type { BumpOutput } from "./bump_output.ts";
import { bumpResult, emptyResult, isEmpty } from "./bump_result.ts";
import { type BumpContext, prepareBump, readPlan } from "./bump_session.ts";

/** `workspace bump` in all its modes. What only changes need is loaded for changes only. */
export async function runBump(context: BumpContext): Promise<BumpOutput> {
  if (context.ports.env.get("WORKSPACE_BUMP_RUNNING")) return emptyResult("skipped");
  const { options } = context;
  const bump = prepareBump(context, await openProject(context, { config: "required" }));
  if (options.resume || options.abort || options.execute && !options.dryRun) {
    const { changeProject } = await import("./execute_bump.ts");
    return await changeProject(bump);
  }
  const unfinished = bump.journals.find();
  if (unfinished) {
    using lock = bump.journals.lock();
    throw lock ? BUMP_UNFINISHED({ startedAt: unfinished.startedAt }) : BUMP_RUNNING({});
  }
  const plan = await readPlan(bump);
  return bumpResult(plan, { status: isEmpty(plan) ? "nothing-pending" : "preview" });
}
