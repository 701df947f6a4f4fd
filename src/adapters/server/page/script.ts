/**
 * The page's only script: follows a run that has not ended. It writes texts and classes that the server made, never
 * HTML. Without it the page says how to reload.
 */
export const SCRIPT = `"use strict";
(() => {
  const article = document.querySelector("[data-live]");
  if (!article || !window.EventSource) return;
  const log = document.querySelector("[data-log]");
  const box = log.parentElement;
  const still = document.querySelector("[data-still]");
  const most = 5000;
  const badge = (status) => {
    const element = document.createElement("span");
    element.className = "badge s-" + status;
    element.textContent = status.replaceAll("_", " ").toLowerCase();
    return element;
  };
  const append = ({ seq, at, task, stream, spans }) => {
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    const line = document.createElement("li");
    line.id = "L" + seq;
    line.className = stream;
    const link = document.createElement("a");
    link.href = "#L" + seq;
    link.title = at;
    link.textContent = seq;
    const name = document.createElement("b");
    name.textContent = task;
    const text = document.createElement("span");
    for (const span of spans) {
      const piece = document.createElement("i");
      piece.className = span.classes;
      piece.textContent = span.text;
      text.append(piece);
    }
    line.append(link, name, text);
    log.append(line);
    if (log.childElementCount > most) log.firstElementChild.remove();
    document.querySelector("[data-nothing]")?.remove();
    if (atEnd) box.scrollTop = box.scrollHeight;
  };
  const show = (run) => {
    document.querySelector("[data-status]").replaceChildren(badge(run.status));
    document.querySelector("[data-progress]").textContent = run.progress.done + "/" + run.progress.total;
    for (const { task, item, status } of run.tasks) {
      for (const place of document.querySelectorAll("[data-task]")) {
        if (place.dataset.task !== task) continue;
        if (place.localName === "g") {
          if (item === null) place.setAttribute("class", "node s-" + status);
        } else if (place.dataset.item === (item === null ? "" : String(item))) place.replaceChildren(badge(status));
      }
    }
  };
  const source = new EventSource(article.dataset.live);
  source.addEventListener("open", () => { still.textContent = "Live: what comes is shown at once."; });
  source.addEventListener("line", (event) => append(JSON.parse(event.data)));
  source.addEventListener("run", (event) => show(JSON.parse(event.data)));
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("error", () => {
    still.textContent = source.readyState === EventSource.CLOSED
      ? "The connection is lost. Reload the page to see what came since."
      : "The connection is interrupted; trying again…";
  });
  box.scrollTop = box.scrollHeight;
})();
`;
