const WORD = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/g;
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g;

/** The words of a command line, as a shell divides it: quotes hold spaces, a backslash takes the next letter as it is. */
export function words(line: string): string[] {
  return [...line.matchAll(WORD)].map(([word]) =>
    word.replace(PART, (_part, single?: string, double?: string, escaped?: string) => {
      return single ?? double?.replace(/\\(.)/g, '$1') ?? escaped ?? '';
    }),
  );
}
