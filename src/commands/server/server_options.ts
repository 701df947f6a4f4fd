import { flag, integer, listOf, value } from "../../cli/option.ts";
import { TASK_TYPES } from "../../domain/workflow/definition/model.ts";

/** How a server is to be run. */
export const SERVER_OPTIONS = {
  host: value("ADDRESS", "Address to listen at", { defaultText: "127.0.0.1" }),
  port: integer("PORT", "Port to listen at; 0 is a free one", { minimum: 0, default: 5001 }),
  tlsCert: value("FILE", "Certificate chain (PEM)", { complete: "files", requires: ["tlsKey"] }),
  tlsKey: value("FILE", "Key of the certificate (PEM)", { complete: "files", requires: ["tlsCert"] }),
  insecure: flag("Listen without TLS where others reach it: something in front of it speaks TLS"),
  name: listOf("LIST", "Names under which it may be asked, besides its addresses"),
  taskTypes: listOf("LIST", "Types of tasks that may be deployed", { values: TASK_TYPES, defaultText: "all" }),
  secretEnv: listOf("LIST", "Variables of the server that definitions may take secrets from"),
  allowPrivateTargets: flag("Let http tasks reach loopback and link-local addresses"),
  rateLimit: integer("N", "Requests a minute for each token", { minimum: 1, default: 600 }),
};
