/** A line that is being typed. */
export interface EditedLine {
  readonly text: string;
  readonly cursor: number;
  /** What was cut last, for Ctrl-Y. */
  readonly killed: string;
}

/** What of a key press counts. */
export interface EditKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
}

function startOfLine({ text, cursor }: EditedLine): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

function endOfLine({ text, cursor }: EditedLine): number {
  const end = text.indexOf('\n', cursor);
  return end < 0 ? text.length : end;
}

function wordStart({ text, cursor }: EditedLine, inWord: RegExp): number {
  let start = cursor;
  while (start > 0 && !inWord.test(text.charAt(start - 1))) start--;
  while (start > 0 && inWord.test(text.charAt(start - 1))) start--;
  return start;
}

function wordEnd({ text, cursor }: EditedLine): number {
  let end = cursor;
  while (end < text.length && !/\w/.test(text.charAt(end))) end++;
  while (end < text.length && /\w/.test(text.charAt(end))) end++;
  return end;
}

function without(line: EditedLine, from: number, to: number): EditedLine {
  const { text, killed } = line;
  return { text: text.slice(0, from) + text.slice(to), cursor: from, killed: text.slice(from, to) || killed };
}

/** Without a character, which is not kept for Ctrl-Y. */
function removed(line: EditedLine, from: number, to: number): EditedLine {
  return { ...without(line, from, to), killed: line.killed };
}

/** The characters on both sides of the cursor change places; at the end the last two. */
function transposed(line: EditedLine): EditedLine {
  const { text, cursor } = line;
  const at = Math.min(cursor, text.length - 1);
  if (cursor === 0 || text.length < 2) return line;
  const swapped = text.slice(0, at - 1) + text.charAt(at) + text.charAt(at - 1) + text.slice(at + 1);
  return { ...line, text: swapped, cursor: at + 1 };
}

function changedWord(line: EditedLine, change: (word: string) => string): EditedLine {
  const { text, cursor } = line;
  const end = wordEnd(line);
  return { ...line, text: text.slice(0, cursor) + change(text.slice(cursor, end)) + text.slice(end), cursor: end };
}

/** What a key makes of a line, as readline's emacs keys do; undefined for keys that mean nothing here. */
export function edited(line: EditedLine, { key, ctrlKey, altKey }: EditKey): EditedLine | undefined {
  const { text, cursor, killed } = line;
  if (ctrlKey && !altKey) {
    switch (key) {
      case 'a':
        return { ...line, cursor: startOfLine(line) };
      case 'e':
        return { ...line, cursor: endOfLine(line) };
      case 'u':
        return without(line, startOfLine(line), cursor);
      case 'k':
        // With nothing to cut, it is the key of the palette.
        return cursor === text.length ? undefined : without(line, cursor, endOfLine(line));
      case 'w':
        return without(line, wordStart(line, /\S/), cursor);
      case 'd':
        return cursor === text.length ? line : removed(line, cursor, cursor + 1);
      case 'h':
        return cursor === 0 ? line : removed(line, cursor - 1, cursor);
      case 'b':
        return { ...line, cursor: Math.max(0, cursor - 1) };
      case 'f':
        // At the end it is the key by which the browser finds.
        return cursor === text.length ? undefined : { ...line, cursor: cursor + 1 };
      case 't':
        return transposed(line);
      case 'y':
        return { ...line, text: text.slice(0, cursor) + killed + text.slice(cursor), cursor: cursor + killed.length };
      default:
        return undefined;
    }
  }
  if (!altKey || ctrlKey) return undefined;
  switch (key) {
    case 'b':
      return { ...line, cursor: wordStart(line, /\w/) };
    case 'f':
      return { ...line, cursor: wordEnd(line) };
    case 'd':
      return { ...without(line, cursor, wordEnd(line)), cursor };
    case 'Backspace':
      return without(line, wordStart(line, /\w/), cursor);
    case 'u':
      return changedWord(line, (word) => word.toUpperCase());
    case 'l':
      return changedWord(line, (word) => word.toLowerCase());
    case 'c':
      return changedWord(line, (word) => word.replace(/\w/, (letter) => letter.toUpperCase()));
    default:
      return undefined;
  }
}

/** The part that all of them begin with. */
export function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) {
    while (length > 0 && !other.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}
