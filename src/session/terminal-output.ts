import type { TerminalChunk } from './state.ts';

/** Text of one stream, as a command printed it. */
export type Printed = Omit<TerminalChunk, 'id'>;

/** Characters that one command keeps: `logs` of a million lines would fill the page's memory. */
const OUTPUT_LIMIT = 600_000;
/** A piece that is as long as this is finished: what follows goes to a new one, so that a frame draws only the last. */
const CHUNK_LENGTH = 6_000;
/** How a terminal is told to clear what is on it. */
// oxlint-disable-next-line no-control-regex -- that is how it is told
const CLEAR = /\u001B\[H\u001B\[2J(?:\u001B\[3J)?/;

let lastId = 0;

/** Cuts text into pieces at the ends of lines; a line that is too long is cut anyhow. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > 2 * CHUNK_LENGTH) {
    const end = rest.lastIndexOf('\n', CHUNK_LENGTH) + 1;
    const length = end > 0 ? end : CHUNK_LENGTH;
    found.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return rest === '' ? found : [...found, rest];
}

function isFinished({ text }: TerminalChunk): boolean {
  return text.length >= CHUNK_LENGTH && text.endsWith('\n');
}

/** What is kept of what a command printed. */
export interface Output {
  readonly output: readonly TerminalChunk[];
  /** There was more before it. */
  readonly isCut?: boolean;
}

/**
 * Output with more of it at its end. Pieces that are finished stay the same objects, only the end of what is too long is
 * kept, and what a program clears is gone.
 */
export function withPrinted(old: Output, added: readonly Printed[]): Output {
  let output = [...old.output];
  let isCut = old.isCut === true;
  for (const { stream, text } of added) {
    const parts = text.split(CLEAR);
    if (parts.length > 1) {
      output = [];
      isCut = false;
    }
    const last = output.at(-1);
    const kept = parts.at(-1) ?? '';
    if (kept === '') continue;
    const joins = last?.stream === stream && !isFinished(last) && last.text.length + kept.length <= 2 * CHUNK_LENGTH;
    if (joins) output[output.length - 1] = { ...last, text: last.text + kept };
    else output.push(...pieces(kept).map((piece) => ({ id: ++lastId, stream, text: piece })));
  }
  const kept = newest(output, OUTPUT_LIMIT);
  return { output: kept, isCut: isCut || kept.length < output.length };
}

/** The pieces at the end that together have no more than so many characters; at least the last. */
export function newest(output: readonly TerminalChunk[], limit: number): readonly TerminalChunk[] {
  let length = 0;
  for (let index = output.length - 1; index >= 0; index--) {
    length += output[index]?.text.length ?? 0;
    if (length > limit) return output.slice(Math.min(index + 1, output.length - 1));
  }
  return output;
}

/** What stands in the last line, which has no end yet: the prompt of a session inside a container. */
export function openLine(output: readonly TerminalChunk[]): string {
  const text = output.at(-1)?.text ?? '';
  return text.slice(text.lastIndexOf('\n') + 1);
}
