import { compileRegex } from '../pattern/regex.ts';

/** Records that a text is divided into at most. */
const MAX_RECORDS = 200_000;

/** A text as the records that awk's RS divides it into: lines, paragraphs (``), or what another text or pattern divides. */
export function recordsOf(text: string, separator: string, spend: (units: number) => void): string[] {
  if (separator === '\n') return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  if (separator === '') {
    return text
      .replace(/^\n+/, '')
      .replace(/\n+$/, '')
      .split(/\n{2,}/)
      .filter((record) => record !== '');
  }
  const records: string[] = [];
  if (separator.length === 1) records.push(...text.split(separator).slice(0, MAX_RECORDS));
  else {
    const matcher = compileRegex(separator, 'extended', { isOneLine: true });
    let from = 0;
    for (let start = 0; records.length < MAX_RECORDS;) {
      const [begin = 0, end = 0] = matcher.find(text, start, spend) ?? [];
      if (end === 0) break;
      start = end === begin ? end + 1 : end;
      if (end === begin) continue;
      records.push(text.slice(from, begin));
      from = end;
    }
    records.push(text.slice(from));
  }
  if (records.at(-1) === '' || records.at(-1) === '\n') records.pop();
  return records;
}
