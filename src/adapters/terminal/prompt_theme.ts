type Paint = (text: string) => string;

/** What questions are drawn with. */
interface Look {
  style: Record<"info" | "success" | "error" | "highlight" | "dim" | "bold", Paint>;
  symbol: Record<"success" | "cursor" | "chosen" | "open" | "prompt", string>;
}

/** The theme for inquirer's questions; `tip` stands behind a question that is not answered yet. */
export function promptTheme({ style, symbol }: Look, tip?: string) {
  return {
    prefix: { idle: style.info("?"), done: style.success(symbol.success) },
    icon: {
      cursor: symbol.cursor,
      // A space sets the box off from the cursor, and all boxes two columns in.
      checked: ` ${style.success(symbol.chosen)}`,
      unchecked: ` ${symbol.open}`,
    },
    style: {
      message: (text: string, status: string) =>
        status === "done" || tip === undefined ? style.bold(text) : `${style.bold(text)} ${style.dim(`(${tip})`)}`,
      answer: style.highlight,
      // Choices are set in by two columns; the cursor goes in with the one it points at.
      highlight: (text: string) => style.highlight(text.replace(`${symbol.cursor}   `, `  ${symbol.cursor} `)),
      error: (text: string) => style.error(text),
      defaultAnswer: (text: string) => style.dim(`(${text})`),
      keysHelpTip: () => undefined,
    },
  };
}
