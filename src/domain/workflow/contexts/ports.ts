import type { WorkflowService } from "../ports.ts";
import type { Account } from "../rest/model.ts";
import type { Dialect } from "./model.ts";

/**
 * Texts that nobody else may read, by name: what signs in to servers. Kept in the system's keychain where there is one
 * that answers, otherwise in a file (0600) of the user's data.
 */
export interface Credentials {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False where there was none. */
  delete(name: string): Promise<boolean>;
  /**
   * In which store the text of this name lies (or would, when it were set), for people: `macOS keychain`,
   * `Secret Service keyring`, or a file's path.
   */
  where(name: string): Promise<string>;
}

/** The tokens that requests to a server are signed with. */
export interface Tokens {
  /** Undefined where there is none: requests then go unsigned. */
  current(): Promise<string | undefined>;
  /** Another token in place of one that was refused; undefined where there is none. */
  renew(refused: string): Promise<string | undefined>;
}

/** A server and what it is spoken with. */
export interface ServerTarget {
  /** Address without a slash at its end. */
  server: string;
  /** The context's name, for hints. */
  context: string;
  tokens: Tokens;
  /** Undefined: the server is asked. */
  dialect: Dialect | undefined;
  /** PEM texts of certificate authorities besides the usual ones. */
  caCertificates?: readonly string[];
  /** Hears what a server that had to be asked said. */
  learned?(probe: Probe): Promise<void>;
}

/** What a server was found to be. */
export interface Probe {
  dialect: Dialect;
  version: string;
  capabilities: Record<string, boolean>;
}

/** An authorization server as it describes itself (RFC 8414). */
export interface AuthorizationServer {
  issuer: string;
  tokenEndpoint: string;
  authorizationEndpoint: string | undefined;
  deviceEndpoint: string | undefined;
  revocationEndpoint: string | undefined;
  userInfoEndpoint: string | undefined;
  scopes: readonly string[] | undefined;
}

/** What a sign-in gave. Instants in ISO 8601. */
export interface TokenSet {
  accessToken: string;
  refreshToken: string | undefined;
  expiresAt: string | undefined;
  scope: string | undefined;
  /** Whose it is, where the server tells. */
  account: string | undefined;
}

export interface SignIn {
  clientId: string;
  /** Separated by spaces; empty: the server's own choice. */
  scope: string;
  /** Ends the attempt. */
  signal: AbortSignal;
}

/** What a person is shown to sign in on another device. */
export interface DeviceCode {
  url: string;
  code: string;
  /** The address with the code in it, where the server gives one. */
  completeUrl: string | undefined;
  expiresInSeconds: number;
}

/** Signing in with OAuth 2. Faults: those of `SIGN_IN_…`; tokens appear in none of them. */
export interface Authorization {
  /** RFC 8414, or OpenID Connect discovery; undefined where the server describes none. */
  discover(server: string): Promise<AuthorizationServer | undefined>;
  /** In a browser of this machine, which comes back to a port of the loopback interface (RFC 8252, RFC 7636). */
  signInWithBrowser(
    server: AuthorizationServer,
    options: SignIn & { present(url: string): Promise<void> },
  ): Promise<TokenSet>;
  /** On any device (RFC 8628). */
  signInWithDevice(
    server: AuthorizationServer,
    options: SignIn & { present(code: DeviceCode): Promise<void> },
  ): Promise<TokenSet>;
  /** Undefined where the refresh token is not valid any more. */
  refresh(
    credential: { tokenEndpoint: string; clientId: string; refreshToken: string },
  ): Promise<TokenSet | undefined>;
  /** RFC 7009. */
  revoke(credential: { revocationEndpoint: string; clientId: string; token: string }): Promise<void>;
}

/** Servers of workflows and what signs in to them; each part is made when it is asked for. */
export interface ServerPorts {
  /** The command needs `data` to read and write, and to run the keychain's programs. */
  credentials(): Promise<Credentials>;
  authorization(trust?: Pick<ServerTarget, "caCertificates">): Promise<Authorization>;
  /** The workflows of a server. The command needs `net: ["server"]`. */
  remote(target: ServerTarget): Promise<WorkflowService>;
  /** Faults: those of `remote`, `SERVER_UNKNOWN`. */
  probe(target: Omit<ServerTarget, "dialect">): Promise<Probe>;
  /**
   * Whose the token is: undefined where the server cannot tell, but takes it. Faults: `UNAUTHENTICATED`, those of
   * `remote`.
   */
  account(target: ServerTarget): Promise<Account | undefined>;
  /** Whether there is a browser on this machine that the user sees. */
  hasBrowser(): boolean;
  /** Opens an address in the user's browser; false where none can be. The command needs to run the opener. */
  openBrowser(url: string): Promise<boolean>;
}
