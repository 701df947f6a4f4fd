import type { Progress, Terminal } from "../../kernel/ports.ts";

const FRAMES = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const FRAME_MILLISECONDS = 80;
const BAR_COLUMNS = 20;
const CLEAR_LINE = "\r\x1b[2K";

/** A spinner or a bar on stderr, in the look of PRD 9.2. Use only where stderr is a terminal. */
export function terminalProgress(terminal: Terminal): Progress {
  const show = (text: string) => terminal.write("stderr", `${CLEAR_LINE}${text}`);
  return {
    async spin(label, work) {
      let frame = 0;
      const draw = () => show(`${FRAMES[frame++ % FRAMES.length]} ${label}`);
      draw();
      const timer = setInterval(draw, FRAME_MILLISECONDS);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        show("");
      }
    },
    bar(label, total) {
      let done = 0;
      const draw = () => {
        const share = total === 0 ? 1 : done / total;
        const filled = Math.round(share * BAR_COLUMNS);
        show(`[${"█".repeat(filled)}${"░".repeat(BAR_COLUMNS - filled)}] ${Math.round(share * 100)}% ${label}`);
      };
      draw();
      return {
        step() {
          done = Math.min(total, done + 1);
          draw();
        },
        end: () => show(""),
      };
    },
  };
}

/** Progress where nobody watches. */
export const SILENT_PROGRESS: Progress = {
  spin: (_label, work) => work(),
  bar: () => ({ step: () => {}, end: () => {} }),
};
