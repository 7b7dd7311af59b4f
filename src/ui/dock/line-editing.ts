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
