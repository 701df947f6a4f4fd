/** How the page looks, light and dark; contrast is at least 4.5 to 1 for text. */
export const STYLES = `
:root { color-scheme: light dark; --page: #f7f8fa; --card: #fff; --text: #1a1d24; --soft: #565d6b; --line: #dfe3ea;
  --accent: #2f4fd0; --hover: #f0f3f9; --shadow: 0 1px 2px #1018280f;
  --good: #14703f; --bad: #b3261e; --busy: #1d5fbf; --wait: #8a5300; --idle: #565d6b;
  --good-back: #e3f5ea; --bad-back: #fdeae8; --busy-back: #e6effc; --wait-back: #fdf1dc; --idle-back: #eceff3;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1218; --card: #171b23; --text: #e8ebf1; --soft: #a3abba;
  --line: #2a303c; --accent: #93aaff; --hover: #1e2430; --shadow: none;
  --good: #6fd79b; --bad: #ff9a92; --busy: #86b8ff; --wait: #f2bf6b; --idle: #a3abba;
  --good-back: #143122; --bad-back: #3a1a19; --busy-back: #16283f; --wait-back: #352710; --idle-back: #252b36; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
  "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
.wide { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--card); padding: .4rem .8rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.top { background: var(--card); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 2; }
.top .wide { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.75rem; }
.brand { font-weight: 650; color: var(--text); padding: .8rem 0; letter-spacing: -.01em; }
.top nav { display: flex; gap: 1.25rem; }
.top nav a { color: var(--soft); padding: .8rem 0; border-bottom: 2px solid transparent; }
.top nav a:hover { color: var(--text); text-decoration: none; }
.top nav a[aria-current] { color: var(--text); border-color: var(--accent); }
main.wide { padding-top: 1.75rem; padding-bottom: 2rem; min-height: 70vh; }
footer.wide { color: var(--soft); font-size: .85rem; padding-top: 1rem; padding-bottom: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; letter-spacing: -.015em; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .75rem; font-weight: 620; }
h1 .badge { font-size: .8rem; vertical-align: .25em; margin-left: .4rem; letter-spacing: 0; }
.lead { color: var(--soft); margin: -.5rem 0 1.25rem; max-width: 60rem; }
.crumbs { color: var(--soft); font-size: .88rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
.note { color: var(--soft); font-size: .88rem; margin: .15rem 0; }
.empty { color: var(--soft); background: var(--card); border: 1px dashed var(--line); border-radius: 10px; padding: 1.5rem;
  text-align: center; }
code, pre, .mono { font-family: var(--mono); font-size: .88em; }
.scroll, .facts, .json, .source, .graph { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  box-shadow: var(--shadow); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .8rem; font-weight: 560; color: var(--soft); white-space: nowrap; }
th, td { padding: .55rem .9rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
td { overflow-wrap: break-word; max-width: 32rem; unicode-bidi: isolate; }
td time, td .badge, td .mono, .plain, td > code { white-space: nowrap; overflow-wrap: normal; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr:hover { background: var(--hover); }
tr:has(:target) { background: var(--busy-back); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.75rem, 1fr)); gap: .9rem 1.25rem; margin: 0 0 1rem;
  padding: 1rem 1.1rem; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.badge { display: inline-flex; align-items: center; gap: .4em; padding: .05em .6em; border-radius: 99px; font-size: .82rem;
  font-weight: 540; color: var(--tone); background: var(--back); white-space: nowrap; }
.badge::before { content: ""; width: .5em; height: .5em; border-radius: 50%; background: currentColor; }
[class*="s-"] { --tone: var(--idle); --back: var(--idle-back); }
.s-SUCCESS, .s-enabled, .s-active { --tone: var(--good); --back: var(--good-back); }
.s-FAILED, .s-TIMED_OUT { --tone: var(--bad); --back: var(--bad-back); }
.s-RUNNING { --tone: var(--busy); --back: var(--busy-back); }
.s-WAITING, .s-PAUSED, .s-paused { --tone: var(--wait); --back: var(--wait-back); }
.error { background: var(--bad-back); color: var(--bad); border-radius: 10px; padding: .75rem 1rem; margin: 0 0 1rem;
  overflow-wrap: anywhere; }
.filters { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 1.1rem; }
.filters label { display: grid; gap: .2rem; font-size: .8rem; color: var(--soft); }
input, select, button { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: .4rem .7rem; min-height: 2.4rem; max-width: 100%; }
button { cursor: pointer; font-weight: 540; }
button:hover { background: var(--hover); }
.pages { display: flex; gap: 1.25rem; margin-top: 1rem; }
.graph { overflow-x: auto; padding: .75rem; margin-bottom: 1rem; }
.graph svg { display: block; }
.graph .edge { fill: none; stroke: var(--soft); stroke-width: 1.25; opacity: .7; }
.node rect { fill: var(--back); stroke: var(--tone); stroke-width: 1.25; }
.node circle { fill: var(--tone); }
.node text { fill: var(--text); font-size: 13px; dominant-baseline: central; }
.graph a:hover rect { stroke-width: 2; }
.s-RUNNING circle, .badge.s-RUNNING::before { animation: pulse 1.6s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: .25; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; scroll-behavior: auto !important; } }
.json { margin: .75rem 0; padding: .6rem 1rem; }
.json summary { cursor: pointer; font-weight: 560; }
.json pre, .source { margin: .5rem 0 0; overflow: auto; max-height: 32rem; }
.source { padding: 1rem; }
.heading { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; margin-top: 1rem; }
.heading p { margin: 0; display: flex; gap: 1rem; }
.terminal { background: #10141b; color: #dfe4ec; border: 1px solid var(--line); border-radius: 10px; overflow: auto;
  max-height: 38rem; font: 12.5px/1.6 var(--mono); color-scheme: dark; }
.terminal ol { list-style: none; margin: 0; padding: .6rem 0; min-width: max-content; }
.terminal:not(:has(li)) { display: none; }
.terminal li { display: flex; padding: 0 1rem 0 0; }
.terminal li:hover { background: #1b212b; }
.terminal li:target { background: #3a3413; }
.terminal a { color: #8b95a7; min-width: 3.75rem; text-align: right; padding-right: .9rem; flex: none; user-select: none; }
.terminal b { color: #8fb3ff; font-weight: 400; padding-right: .9rem; flex: none; }
.terminal b:empty { display: none; }
.terminal span { white-space: pre; unicode-bidi: isolate; }
.terminal i { font-style: normal; }
.terminal .stderr > span { color: #ffb4ab; }
.terminal .system > span { color: #9aa4b5; }
.terminal .bold { font-weight: 700; } .terminal .dim { opacity: .75; } .terminal .italic { font-style: italic; }
.terminal .underline { text-decoration: underline; } .terminal .strike { text-decoration: line-through; }
.terminal .inverse { filter: invert(1); background: #efebe4; }
${sixteen()}
@media (max-width: 40rem) { .wide { padding: 0 .9rem; } h1 { font-size: 1.25rem; } th, td { padding: .5rem .65rem; }
  .terminal a { min-width: 2.9rem; padding-right: .6rem; } .filters label, .filters button { flex: 1 1 9rem; }
  input, select { width: 100%; font-size: 16px; } .top nav { gap: 1rem; } }
@media print { .top, footer, .filters, .skip { display: none; } .terminal { max-height: none; } }
`;

/** The 16 colours, such that each can be read on the log's ground. */
function sixteen(): string {
  const colours = [
    "#7d8796",
    "#ff8078",
    "#6fd08c",
    "#e5c07b",
    "#82aaff",
    "#d7a0f0",
    "#6bd3e0",
    "#dfe4ec",
    "#98a2b3",
    "#ffa39c",
    "#98e6ae",
    "#f5dca0",
    "#a9c5ff",
    "#e8c2f8",
    "#9be6ef",
    "#ffffff",
  ];
  return colours.map((colour, i) =>
    `.terminal .f${i} { color: ${colour}; } .terminal .b${i} { background: ${colour}; color: #10141b; }`
  ).join("\n");
}
