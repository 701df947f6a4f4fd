import { markup, type Part, raw } from "./markup.ts";

/** The page may load what comes from this server alone, and no script or style that stands in it. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export type Section = "workflows" | "runs" | "schedules";

const SECTIONS: readonly (readonly [Section, string, string])[] = [
  ["workflows", "/", "Workflows"],
  ["runs", "/runs", "Runs"],
  ["schedules", "/schedules", "Schedules"],
];

/** A drawn arrow in a box, as the page's sign in tabs. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' " +
  "height='16' rx='4' fill='%233b5bdb'/%3E%3Cpath d='M4 5l3 3-3 3m5 0h3' stroke='white' stroke-width='1.6' fill='none' " +
  "stroke-linecap='round'/%3E%3C/svg%3E";

export interface PageParts {
  title: string;
  /** Marked in the navigation; without one there is no navigation, since nobody is signed in. */
  section?: Section;
  body: Part;
  /** Whether something in it goes on: it is followed by a script where the browser runs one. */
  live?: boolean;
  status?: number;
  version: string;
  headers?: Readonly<Record<string, string>>;
  /** Where the browser goes on to at once. */
  refresh?: string;
}

/** A whole page. */
export function pageResponse(
  { title, section, body, live, status = 200, version, headers, refresh }: PageParts,
): Response {
  const asset = (name: string) => `/assets/${name}?v=${encodeURIComponent(version)}`;
  const links = SECTIONS.map(([name, path, label]) =>
    markup`<a href="${path}"${name === section && raw(' aria-current="page"')}>${label}</a>`
  );
  const text = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh !== undefined && markup`<meta http-equiv="refresh" content="0; url=${refresh}">`}
<title>${title} · workspace</title>
<link rel="icon" href="${raw(ICON)}">
<link rel="stylesheet" href="${asset("page.css")}">
${live && markup`<script src="${asset("page.js")}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="wide">
<a class="brand" href="/">workspace</a>
${section && markup`<nav aria-label="Main">${links}</nav>`}
</div></header>
<main id="main" class="wide">
${body}
</main>
<footer class="wide">workspace ${version} · read-only</footer>
</body>
</html>
`;
  return new Response(text.text, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY, ...headers },
  });
}
