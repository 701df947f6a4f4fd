import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's browser, or another one of its kind; undefined where there is none. */
export const BROWSER = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
  (Deno.env.get("PATH") ?? "").split(":").map((folder) => `${folder}/${name}`)
).find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

if (BROWSER === undefined) console.warn("No chromium here: the web page is not looked at in a browser.");

/** A browser of its own, closed at the end; with everything that its consoles say. */
export interface TestBrowser extends AsyncDisposable {
  open(options?: Parameters<Browser["newContext"]>[0]): Promise<{ context: BrowserContext; page: Page }>;
  /** Errors of scripts, what was refused by a policy, dialogs, requests to anywhere else. */
  complaints: string[];
}

export async function startBrowser(origin: string): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: BROWSER!,
    args: Deno.uid() === 0 ? ["--no-sandbox"] : [],
  });
  const complaints: string[] = [];
  return {
    complaints,
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("dialog", async (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        await dialog.dismiss();
      });
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) complaints.push(`request to ${url}`);
      });
      return { context, page };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
