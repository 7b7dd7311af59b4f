/** One import of a source file, in any of its forms. */
export interface Import {
  /** The module as it is written: './x.ts', 'react'. */
  readonly specifier: string;
  /** Whether the import is erased: `import type`, `export type`, or braces that name types alone. */
  readonly typeOnly: boolean;
}

const operatorWords = new Set(['return', 'typeof', 'case', 'in', 'of', 'do', 'else', 'void', 'delete', 'throw', 'new']);

/**
 * The code alone: same length and lines, with comments, regular expressions and the insides of strings replaced by
 * spaces. Quotes stay, so that a position found in the result can be read in the original.
 */
export function codeOnly(source: string): string {
  const blanks: [from: number, to: number][] = [];
  /** For each template's `${` that is open: how many braces are open inside it. */
  const substitutions: number[] = [];
  /** Whether a `/` here would divide: an operand has just ended. */
  let afterOperand = false;
  let at = 0;

  const blankUntil = (end: number): void => {
    blanks.push([at, Math.min(end, source.length)]);
    at = end;
  };
  const find = (text: string): number => {
    const found = source.indexOf(text, at);
    return found < 0 ? source.length : found;
  };
  /** The position of the first of the characters that no backslash escapes. */
  const findUnescaped = (from: number, characters: string): number => {
    let position = from;
    while (position < source.length && !characters.includes(source[position] ?? '')) {
      position += source[position] === '\\' ? 2 : 1;
    }
    return position;
  };
  const template = (): void => {
    let end = findUnescaped(at, '`$');
    while (source[end] === '$' && source[end + 1] !== '{') end = findUnescaped(end + 1, '`$');
    blankUntil(end);
    if (source[end] === '$') substitutions.push(0);
    afterOperand = source[end] !== '$';
    at += source[end] === '$' ? 2 : 1;
  };
  const regularExpression = (): void => {
    let end = at + 1;
    for (let inClass = false; end < source.length && (inClass || source[end] !== '/'); end += 1) {
      if (source[end] === '\n') return void (at += 1);
      if (source[end] === '\\') end += 1;
      else if (source[end] === '[') inClass = true;
      else if (source[end] === ']') inClass = false;
    }
    blankUntil(end + 1);
    afterOperand = true;
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    const open = substitutions.length - 1;
    if (source.startsWith('//', at)) blankUntil(find('\n'));
    else if (source.startsWith('/*', at)) blankUntil(find('*/') + 2);
    else if (char === "'" || char === '"') {
      at += 1;
      // A quote in JSX text has no partner, but a string never goes past its line.
      blankUntil(findUnescaped(at, `${char}\n`));
      at += 1;
      afterOperand = true;
    } else if (char === '`') {
      at += 1;
      template();
    } else if (char === '}' && substitutions[open] === 0) {
      substitutions.pop();
      at += 1;
      template();
    } else if (char === '/' && !afterOperand && source[at - 1] !== '<') regularExpression();
    else if (/[\w$]/.test(char)) {
      const start = at;
      while (at < source.length && /[\w$]/.test(source[at] ?? '')) at += 1;
      afterOperand = !operatorWords.has(source.slice(start, at));
    } else {
      if (char === '{' && open >= 0) substitutions[open] = (substitutions[open] ?? 0) + 1;
      if (char === '}' && open >= 0) substitutions[open] = (substitutions[open] ?? 0) - 1;
      if (char.trim() !== '') afterOperand = ')]}'.includes(char);
      at += 1;
    }
  }

  let code = '';
  let copied = 0;
  for (const [from, to] of blanks) {
    code += source.slice(copied, from) + source.slice(from, to).replaceAll(/[^\n]/g, ' ');
    copied = to;
  }
  return code + source.slice(copied);
}

/** Whether the words between `import` or `export` and `from` bring in types alone. */
const namesOnlyTypes = (clause: string): boolean => {
  if (/^\s*type\b(?!\s*from\b)/.test(clause)) return true;
  const braces = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  const names = braces?.split(',').filter((name) => name.trim() !== '') ?? [];
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
};

/** Every import of a source: static, of side effects, re-exports, and dynamic ones with a literal. In order of place. */
export function importsOf(source: string): readonly Import[] {
  const code = codeOnly(source);
  const found: (Import & { at: number })[] = [];
  const literal = (quoteAt: number): string => {
    const end = code.indexOf(code[quoteAt] ?? '', quoteAt + 1);
    return source.slice(quoteAt + 1, end);
  };
  for (const match of code.matchAll(/(?:^|[;}\s])(?:import|export)\b([\w\s{},*$]*?)\bfrom\s*(?=['"])/g)) {
    const at = match.index + match[0].length;
    found.push({ at, specifier: literal(at), typeOnly: namesOnlyTypes(match[1] ?? '') });
  }
  for (const match of code.matchAll(/(?:^|[;}\s])import\s*(?=['"])|\bimport\s*\(\s*(?=['"`])/g)) {
    const at = match.index + match[0].length;
    found.push({ at, specifier: literal(at), typeOnly: false });
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ specifier, typeOnly }) => ({ specifier, typeOnly }));
}
