const SECRETS: readonly [RegExp, string][] = [
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(?::[^\s/@]*)?@/gi, "$1***@"],
  [
    /((?:_authToken|_auth|_password|authorization|token|password|secret)["']?\s*[=:]\s*["']?(?:bearer |basic )?)[^\s"',;&]{4,}/gi,
    "$1***",
  ],
  [
    /\b(?:npm_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|cpzy_\w{12,}|wst_\w{20,})/g,
    "***",
  ],
];

// deno-lint-ignore no-control-regex
const CONTROL = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Takes credentials and control characters out of a text that is about to be shown. */
export function redact(text: string): string {
  return SECRETS.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text).replace(
    CONTROL,
    "",
  );
}

const SECRET_NAME = /^(?:.*_?(?:authToken|token|password|secret)|_auth|authorization)$/i;

/** The same for every text in a value that is about to be printed as JSON; texts under a secret's name go whole. */
export function redactValue(value: unknown): unknown {
  const shown = JSON.stringify(value, (name, each) => {
    if (typeof each !== "string") return each;
    return SECRET_NAME.test(name) && each !== "" ? "***" : redact(each);
  });
  return shown === undefined ? undefined : JSON.parse(shown);
}
