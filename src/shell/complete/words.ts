/** The command that is being typed at the end of a text. */
export interface TypedCommand {
  /** Finished words, without quotes. */
  words: string[];
  /** The word at the end, perhaps empty, without quotes. */
  current: string;
  /** Where that word begins in the text. */
  start: number;
}

/** Divides the last command of a text into words; quotes may still be open. */
export function lastCommand(text: string): TypedCommand {
  let words: string[] = [];
  let current = '';
  let start = text.length;
  let isInWord = false;
  let quote = '';
  const begin = (index: number): void => {
    if (!isInWord) start = index;
    isInWord = true;
  };
  const finish = (): void => {
    if (isInWord) words.push(current);
    current = '';
    isInWord = false;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else current += character;
    } else if (character === '"' || character === "'") {
      begin(index);
      quote = character;
    } else if (character === '\\') {
      begin(index);
      index += 1;
      current += text[index] ?? '';
    } else if (/\s/.test(character)) {
      finish();
      if (character === '\n') words = [];
    } else if ('|&;(`'.includes(character)) {
      finish();
      words = [];
    } else if (character === '>' || character === '<') {
      finish();
      words.push(character);
    } else {
      begin(index);
      current += character;
    }
  }
  return { words, current, start: isInWord ? start : text.length };
}
