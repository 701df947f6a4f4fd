import { fault } from "../../kernel/fault.ts";

export const ADDRESS_NOT_SAFE = fault<{ hostname: string }>({
  code: "ADDRESS_NOT_SAFE",
  exit: 2,
  when: "A server is to listen where others reach it, without TLS.",
  message: ({ hostname }) => `${hostname} can be reached by others`,
  cause: () => "Without TLS tokens and definitions would cross the network in the clear.",
  hint: () => "Give --tls-cert and --tls-key; or --insecure where something in front of it speaks TLS.",
});

export const SERVER_RUNNING = fault<{ url: string; pid: number }>({
  code: "SERVER_RUNNING",
  exit: 1,
  when: "A server of this machine's workflows is to be started while another one runs.",
  message: ({ url }) => `A server is running at ${url}`,
  cause: ({ pid }) => `The process ${pid} serves these workflows.`,
  hint: () => "`workspace server stop` stops it.",
});

export const SERVER_NOT_RUNNING = fault<Record<string, never>>({
  code: "SERVER_NOT_RUNNING",
  exit: 8,
  when: "The server of this machine is to be stopped, and there is none.",
  message: () => "No server is running",
  cause: () => "No process serves the workflows of this machine.",
  hint: () => "`workspace server start` starts one.",
});

export const SERVER_NOT_STOPPED = fault<{ pid: number }>({
  code: "SERVER_NOT_STOPPED",
  exit: 124,
  when: "A server that was asked to stop still runs after a minute.",
  message: ({ pid }) => `The server (process ${pid}) still runs`,
  cause: () => "Steps that execute are given time to end.",
  hint: ({ pid }) => `Wait, or end it at once with \`kill ${pid}\`: runs go on with the next owner.`,
});

export const SERVICE_PLACE_UNKNOWN = fault<Record<string, never>>({
  code: "SERVICE_PLACE_UNKNOWN",
  exit: 3,
  when: "The server is to be installed as a service of a user without a home.",
  message: () => "It is not known where this user's services lie",
  cause: () => "Neither HOME nor USERPROFILE is set.",
  hint: () => "Set HOME; a service for all users is made with the system's own tools from `server install --dry-run`.",
});

export const SERVICE_NOT_INSTALLED = fault<{ path: string }>({
  code: "SERVICE_NOT_INSTALLED",
  exit: 8,
  when: "The server's service is to be removed, and there is none.",
  message: () => "The server is not installed",
  cause: ({ path }) => `There is no ${path}.`,
  hint: () => "`workspace server status` shows whether a server runs.",
});
