import { run } from "../../src/app.ts";
import { type Command, command, type Needs, type Ports } from "../../src/cli/command.ts";
import { requiredArgument } from "../../src/cli/option.ts";
import { json, object } from "../../src/kernel/schema.ts";

/** What commands might reach for; each takes a file, a URL or a name. */
const DEEDS: Record<string, (target: string, ports: Ports) => unknown> = {
  variable: (name) => Deno.env.get(name) ?? null,
  variables: () => Object.keys(Deno.env.toObject()),
  read: (path) => Deno.readTextFileSync(path),
  write: (path) => Deno.writeTextFileSync(path, "written"),
  remove: (path) => Deno.removeSync(path),
  fetch: async (url) => (await fetch(url)).text(),
  connect: async (url) => {
    const { hostname, port } = new URL(url);
    (await Deno.connect({ hostname, port: Number(port) })).close();
  },
  listen: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  import: (url) => import(url),
  spawn: async (program) => (await new Deno.Command(program, { args: ["--version"] }).output()).success,
  "spawn-through-port": async (program, { processes }) => (await processes.run(program, ["--version"])).code,
  host: () => Deno.hostname(),
  library: (path) => Deno.dlopen(path, {}),
  ask: async (name) => (await Deno.permissions.request({ name: name as "read" })).state,
  worker: async (path) => {
    const source = `try { Deno.writeTextFileSync(${JSON.stringify(path)}, ""); postMessage("written"); }
      catch (error) { postMessage(error.name); }`;
    const worker = new Worker(URL.createObjectURL(new Blob([source])), { type: "module" });
    const { promise, resolve } = Promise.withResolvers();
    worker.onmessage = ({ data }) => resolve(data);
    return await promise.finally(() => worker.terminate());
  },
};

/** A command that states `needs`, does a deed whatever it stated, and tells how that went. */
const probe = (needs: Needs): Command =>
  command({
    arguments: { deed: requiredArgument("DEED", "What to do"), target: requiredArgument("TARGET", "With what") },
    examples: [],
    needs,
    output: object({ result: json(), refused: json() }),
    async run({ args, ports }) {
      try {
        return { result: await DEEDS[args.deed]!(args.target, ports) as string ?? null, refused: null };
      } catch (error) {
        return { result: null, refused: (error as Error).name };
      }
    },
    text: () => "",
  });

/** A command that does not look at what goes wrong. */
const careless = command({
  arguments: { path: requiredArgument("PATH", "A file") },
  examples: [],
  needs: { read: ["project"] },
  output: object({}),
  run: ({ args }) => {
    Deno.writeTextFileSync(args.path, "");
    return {};
  },
  text: () => "",
});

const leaf = (command: Command) => ({ summary: "Tries", load: () => Promise.resolve({ default: command }) });

const commands = {
  none: leaf(probe({})),
  read: leaf(probe({ read: ["project"] })),
  write: leaf(probe({ write: ["project"] })),
  net: leaf(probe({ net: ["registries"] })),
  run: leaf(probe({ run: ["git"] })),
  env: leaf(probe({ env: ["HOME"] })),
  careless: leaf(careless),
};

// The program with commands that reach for more than they state.
Deno.exitCode = await run(Deno.args, { tree: [{ title: "Probes", commands }] });
