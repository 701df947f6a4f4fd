import { fault } from "../../kernel/fault.ts";

export const ADDRESS_IN_USE = fault<{ hostname: string; port: number }>({
  code: "ADDRESS_IN_USE",
  exit: 1,
  when: "Another program listens where the server is to listen.",
  message: ({ hostname, port }) => `${hostname}:${port} is in use`,
  cause: () => "Another program listens there, perhaps another server of this one.",
  hint: () => "`workspace server status` shows whether it is one; give another port with --port.",
});

export const CERTIFICATE_UNREADABLE = fault<{ problem: string }>({
  code: "CERTIFICATE_UNREADABLE",
  exit: 3,
  when: "The server's certificate or key cannot be used.",
  message: () => "The certificate cannot be used",
  cause: ({ problem }) => problem,
  hint: () => "Give the chain with --tls-cert and its key with --tls-key, both PEM.",
});
