type Reveal = (line: number, column: number) => void;

let reveal: Reveal | undefined;

/** Sets what shows a place of the text that is open; answers how to take that back. */
export function onReveal(show: Reveal): () => void {
  reveal = show;
  return () => {
    if (reveal === show) reveal = undefined;
  };
}

/** Shows a place of the text that is open, with the cursor in it. Lines and columns count from 1. */
export function revealInEditor(line: number, column: number): void {
  // Another file may just have been chosen: its text is there in the next frame.
  setTimeout(() => reveal?.(line, column));
}
