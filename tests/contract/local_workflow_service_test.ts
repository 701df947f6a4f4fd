import { testService } from "./workflow_service/fixture.ts";
import { workflowServiceContract } from "./workflow_service.ts";

workflowServiceContract("the service of this machine", async () => {
  const open = await testService();
  return { ...open, [Symbol.asyncDispose]: () => Promise.resolve(open[Symbol.dispose]()) };
});
