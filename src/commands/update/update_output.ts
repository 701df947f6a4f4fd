import { boolean, either, type Infer, nothing, object, oneOf, text } from "../../kernel/schema.ts";

/** What an update came to. */
export const UPDATE = object({
  updated: boolean(),
  from: text({ description: "Version of the program that ran" }),
  version: text({ description: "Version that is installed now" }),
  path: text({ description: "The program's own file" }),
  kept: either([text(), nothing], { description: "Where the binary lies that was replaced" }),
  verified: object({
    sha256: either([text(), nothing], { description: "Checksum of the archive, as the release manifest has it" }),
    signature: oneOf(["none"], { description: "Releases are not signed: only the checksum was compared" }),
  }),
});

export type Update = Infer<typeof UPDATE>;
