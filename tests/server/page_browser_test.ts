import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { RunSummary, TaskStatus } from "../../src/domain/workflow/model.ts";
import { finish, logLine, source } from "../contract/workflow_service/fixture.ts";
import { BROWSER, startBrowser, type TestBrowser } from "./browser.ts";
import { startTestServer, type TestServer } from "./test_server.ts";

const HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;";

const FLOW = `id: flow
name: ${JSON.stringify(HOSTILE)}
description: "</title><script>alert(3)</script>"
tasks:
  - {id: fetch, type: shell, run: echo fetch}
  - {id: check, type: shell, run: echo check}
  - {id: ship, type: shell, needs: [fetch, check], run: echo ship}
`;

/** A test with a server and a browser; `live` runs are driven by the test. */
function test(name: string, work: (at: { server: TestServer; browser: TestBrowser }) => Promise<void>): void {
  Deno.test({
    name: `page: ${name}`,
    ignore: BROWSER === undefined,
    // The browser's driver keeps pipes and timers until its process has gone.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using server = await startTestServer();
      await using browser = await startBrowser(server.url);
      await work({ server, browser });
      assert.deepEqual(server.failures, []);
    },
  });
}

async function startRun({ open }: TestServer): Promise<RunSummary> {
  await open.service.deployWorkflow(source(FLOW));
  return (await open.service.createRun({ workflowId: "flow", input: { note: HOSTILE } })).run;
}

/** Says of a task how it is, as the owner of the run does. */
async function report(server: TestServer, runId: string, change: { task: string; status: TaskStatus }): Promise<void> {
  const { tasks } = await server.open.service.getRun(runId);
  const found = tasks.find(({ task }) => task === change.task);
  assert.ok(found);
  server.open.store.putTasks(runId, [{ ...found, ...change, attempts: 1 }]);
}

async function signIn(page: Page, server: TestServer): Promise<void> {
  await page.goto(await server.link());
  await page.waitForURL(`${server.url}/`);
}

test("a link opens it once, into a session that only this browser has", async ({ server, browser }) => {
  await startRun(server);
  const { page, context } = await browser.open();
  const told = await page.goto(`${server.url}/runs`);
  assert.equal(told!.status(), 401);
  assert.match(await page.innerText("main"), /workspace server open/);
  const link = await server.link();
  await page.goto(link);
  await page.waitForURL(`${server.url}/`);
  const [cookie] = await context.cookies();
  assert.deepEqual(
    [cookie!.httpOnly, cookie!.sameSite, cookie!.secure, Math.round((cookie!.expires - Date.now() / 1000) / 3600)],
    [true, "Strict", false, 12],
  );
  const other = await browser.open();
  const again = await other.page.goto(link);
  assert.equal(again!.status(), 403);
  assert.match(await other.page.innerText("h1"), /link is over/);
  assert.equal((await other.page.goto(`${server.url}/`))!.status(), 401);
  // What the browser says of the refusals themselves.
  assert.deepEqual(browser.complaints.filter((each) => !/status of 40[13]/.test(each)), []);
});

test("everything can be read without scripts", async ({ server, browser }) => {
  const run = await startRun(server);
  server.open.logs.append(run.id, [logLine(1, { task: "fetch", text: "plain \x1b[31mred\x1b[0m" })]);
  const { page } = await browser.open({ javaScriptEnabled: false });
  await signIn(page, server);
  await page.getByRole("link", { name: /script/ }).first().click();
  await page.getByRole("link", { name: run.id }).click();
  assert.match(await page.innerText("h1"), /^Run of flow/);
  assert.equal(await page.locator("svg g.node").count(), 3);
  assert.equal(await page.locator("svg path.edge").count(), 2);
  assert.equal(await page.locator("#L1 i.f1").innerText(), "red");
  assert.match(await page.innerText("[data-still]"), /Reload/);
  finish(server.open.store, run.id);
  await page.getByRole("link", { name: "Reload" }).click();
  assert.equal(await page.innerText("[data-status]"), "success");
  assert.equal(await page.locator("[data-still]").count(), 0);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.selectOption("select[name=status]", "FAILED");
  await page.getByRole("button", { name: "Filter" }).click();
  assert.match(await page.innerText("main"), /No runs like this/);
  await page.selectOption("select[name=status]", "SUCCESS");
  await page.getByRole("button", { name: "Filter" }).click();
  assert.equal(await page.getByRole("link", { name: run.id }).count(), 1);
  await page.getByRole("link", { name: "Schedules" }).click();
  assert.match(await page.innerText("main"), /No workflow has a schedule/);
  assert.deepEqual(browser.complaints, []);
});

test("what a run writes and how its tasks are is shown as it comes, and its end", async ({ server, browser }) => {
  const run = await startRun(server);
  const { page } = await browser.open();
  await signIn(page, server);
  await page.goto(`${server.url}/runs/${run.id}`);
  await page.getByText("Live: what comes").waitFor();
  server.open.logs.append(run.id, [logLine(1, { task: "fetch", text: "first \x1b[1;32mgood\x1b[0m" })]);
  await page.locator("#L1").waitFor();
  assert.equal(await page.locator("#L1 i.bold.f2").innerText(), "good");
  await report(server, run.id, { task: "fetch", status: "RUNNING" });
  server.open.store.updateRun(run.id, { status: "RUNNING" });
  await page.locator("td [data-task=fetch] .s-RUNNING").waitFor();
  await page.locator("svg g.node.s-RUNNING[data-task=fetch]").waitFor();
  server.open.logs.append(run.id, [logLine(2, { task: "fetch", text: "last" })]);
  finish(server.open.store, run.id);
  await page.locator("[data-status] .s-SUCCESS").waitFor();
  await page.waitForFunction("!document.querySelector('[data-still]')");
  assert.equal(await page.locator("#L2 > span").innerText(), "last");
  assert.deepEqual(browser.complaints, []);
});

test("hostile names and lines are text, with and without scripts", async ({ server, browser }) => {
  const run = await startRun(server);
  const lines = [
    HOSTILE,
    "\x1b]8;;javascript:alert(4)\x07link\x1b]8;;\x07 \x1b]0;title\x07 \x1b[2J\x1b[5A up",
    "\x1b[31m</span></li></ol><script>alert(5)</script>",
    "\x9b31m \u202egnp.exe \x00\x08",
  ];
  server.open.logs.append(run.id, lines.map((text, i) => logLine(i + 1, { task: "fetch", text })));
  const { page } = await browser.open();
  await signIn(page, server);
  assert.match(await page.innerText("main"), /<script>alert\(1\)<\/script>/);
  for (const path of ["/workflows/flow", `/runs/${run.id}`]) {
    await page.goto(`${server.url}${path}`);
    assert.equal(await page.locator("main script, main img, iframe").count(), 0, path);
  }
  await page.getByText("Live: what comes").waitFor();
  server.open.logs.append(run.id, lines.map((text, i) => logLine(i + 5, { task: "fetch", text })));
  await page.locator("#L8").waitFor();
  for (const first of [1, 5]) {
    const shown = await Promise.all(lines.map((_, i) => page.locator(`#L${first + i} > span`).innerText()));
    assert.equal(shown[0], HOSTILE);
    assert.equal(shown[1], "link   up");
    assert.equal(shown[2], "</span></li></ol><script>alert(5)</script>");
    assert.equal(shown[3], "\\u009b31m \\u202egnp.exe \\u0000\\u0008");
  }
  assert.equal(await page.locator(".terminal script, .terminal img, .terminal a:not([href^='#L'])").count(), 0);
  assert.deepEqual(browser.complaints, []);
});

test("it fits a phone, and its parts have names for those who do not see it", async ({ server, browser }) => {
  const run = await startRun(server);
  server.open.logs.append(run.id, [logLine(1, { text: "wide ".repeat(80) })]);
  finish(server.open.store, run.id);
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, context } = await browser.open({ viewport: { width: 360, height: 740 }, colorScheme });
    await signIn(page, server);
    for (const path of ["/", "/runs", "/schedules", "/workflows/flow", `/runs/${run.id}`]) {
      await page.goto(`${server.url}${path}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.equal(wider, 0, `${path} scrolls sideways`);
      assert.equal(await page.getByRole("main").count(), 1);
      assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
      assert.equal(await page.getByRole("navigation", { name: "Main" }).count(), 1);
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.deepEqual(await page.evaluate(LOW_CONTRASTS), [], `${path}, ${colorScheme}`);
    }
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
    await context.close();
  }
  assert.deepEqual(browser.complaints, []);
});

/** Texts whose colour stands out from what is behind it by less than 4.5 to 1 (WCAG 2.2, 1.4.3). */
const LOW_CONTRASTS = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")].filter((element) =>
    !element.closest("svg") && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "")
  ).flatMap((element) => {
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return ratio < 4.5 ? [element.tagName + "." + element.className + " " + ratio.toFixed(2)] : [];
  });
})()`;
