import type { WorkflowPorts } from "../../domain/workflow/engine/ports.ts";
import type { Environment } from "../../kernel/ports.ts";
import type { SelfCommand } from "../program/self_command.ts";
import { DATA_FOLDER_UNKNOWN } from "./faults.ts";
import { systemActor } from "./system_actor.ts";
import { systemTimers } from "./timers.ts";

/** The parts of workflows on this machine; each is loaded when it is asked for. */
export function workflowPorts(
  { env, dataFolder, self }: { env: Environment; dataFolder: string | undefined; self: SelfCommand },
): WorkflowPorts {
  const folder = () => {
    if (dataFolder === undefined) throw DATA_FOLDER_UNKNOWN({});
    return dataFolder;
  };
  const clock = { now: () => Temporal.Now.instant() };
  return {
    self,
    async stores() {
      const { openStore } = await import("../sqlite/store.ts");
      const { openLogStore } = await import("../sqlite/log_store.ts");
      const store = await openStore(folder());
      try {
        return { store, logs: await openLogStore(folder()) };
      } catch (error) {
        store[Symbol.dispose]();
        throw error;
      }
    },
    async secrets() {
      const { secretValues } = await import("../keychain/secret_values.ts");
      return secretValues({ env, folder: folder() });
    },
    async ownership() {
      const { ownership } = await import("./ownership.ts");
      const { ownerEnvironment } = await import("./owner_environment.ts");
      return ownership({ folder: folder(), self, env: ownerEnvironment(env) });
    },
    async startInBackground(args, { isReady, variables }) {
      const { startInBackground } = await import("./background.ts");
      const { ownerEnvironment } = await import("./owner_environment.ts");
      const background = { folder: folder(), self, env: { ...ownerEnvironment(env), ...variables }, isReady };
      await startInBackground(args, background);
    },
    async steps(options) {
      const { stepRunner } = await import("../steps/step_runner.ts");
      return stepRunner({ env, folder: folder(), self, clock, ...options });
    },
    async serve(request) {
      const { serve } = await import("../server/serve.ts");
      return serve(request, clock);
    },
    async openFile(path) {
      try {
        const file = await Deno.open(path);
        return { size: (await file.stat()).size, body: file.readable };
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    timers: systemTimers(),
    clock,
    timeZone: () => Temporal.Now.timeZoneId(),
    actor: () => systemActor(env),
    random: (length) => {
      const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
      // Six bits of each byte, those of 36 letters: others are drawn again.
      let text = "";
      while (text.length < length) {
        for (const byte of crypto.getRandomValues(new Uint8Array(length))) text += alphabet[byte & 63] ?? "";
      }
      return text.slice(0, length);
    },
  };
}
