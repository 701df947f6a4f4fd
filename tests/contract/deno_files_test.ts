import { denoFiles } from "../../src/adapters/files/deno_files.ts";
import { testFiles } from "./files_contract.ts";

testFiles("denoFiles", () => {
  const folder = Deno.makeTempDirSync();
  return { files: denoFiles(), folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
});
