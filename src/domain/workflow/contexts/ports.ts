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
