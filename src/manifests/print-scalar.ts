import { resolveScalar } from './go-yaml/scalar.ts';

/** Past this column a long text goes on in a new line (goyaml.v2, best_width). */
const LINE_WIDTH = 80;

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** `12:30`: a number in base 60 to some YAML parsers, so it is quoted. */
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

/** Characters that the emitter writes as they are; all others only within double quotes, as escapes. */
const UNPRINTABLE = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

interface Analysis {
  plain: boolean;
  single: boolean;
  literal: boolean;
}

/** Which styles can hold `text` in block context (goyaml.v2/emitterc.go, yaml_emitter_analyze_scalar). */
function analyze(text: string): Analysis {
  if (text === '') return { plain: true, single: true, literal: false };
  if (UNPRINTABLE.test(text) || / \n/.test(text)) return { plain: false, single: false, literal: false };
  const hasIndicator =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?:[ \t]|$)/.test(text) ||
    /:(?:[ \t]|$)/.test(text) ||
    /[ \t\n]#/.test(text);
  const isPadded = /^[ \n]|[ \n]$/.test(text);
  const breakThenSpace = /\n /.test(text);
  return {
    plain: !hasIndicator && !isPadded && !breakThenSpace && !text.includes('\n'),
    single: !breakThenSpace,
    literal: !text.endsWith(' '),
  };
}

/**
 * The style in which go-yaml writes a string. Keys must fit on one line (goyaml.v2/encode.go stringv, then
 * emitterc.go yaml_emitter_select_scalar_style).
 */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  const allowed = analyze(text);
  if (text.includes('\n')) return allowed.literal && !isKey ? 'literal' : 'double';
  if (resolveScalar(text).type !== 'string' || BASE_60.test(text)) return 'double';
  if (allowed.plain) return 'plain';
  return allowed.single ? 'single' : 'double';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escape(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hexadecimal = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hexadecimal.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hexadecimal.padStart(4, '0')}` : `\\U${hexadecimal.padStart(8, '0')}`;
}

function isEscaped(character: string): boolean {
  return character === '"' || character === '\\' || character === '\n' || UNPRINTABLE.test(character);
}

/** Where a scalar is written. */
export interface ScalarPlace {
  /** Characters before it on its line. */
  column: number;
  /** Spaces before the lines that it goes on in. */
  indent: number;
  /** Keys do not go on in a new line. */
  isKey: boolean;
}

function foldedText(text: string, style: 'plain' | 'single' | 'double', place: ScalarPlace): string {
  const characters = [...text];
  let column = place.column;
  let output = '';
  let previousIsSpace = false;
  const write = (piece: string): void => {
    output += piece;
    column += piece.length;
  };
  if (style !== 'plain') write(style === 'single' ? "'" : '"');
  for (const [index, character] of characters.entries()) {
    const nextIsSpace = characters[index + 1] === ' ';
    if (character === ' ') {
      const isInside = style === 'plain' || (index > 0 && index < characters.length - 1);
      const folds = !place.isKey && !previousIsSpace && column > LINE_WIDTH && isInside;
      if (folds && (style === 'double' || !nextIsSpace)) {
        output += `\n${' '.repeat(place.indent)}`;
        column = place.indent;
        if (style === 'double' && nextIsSpace) write('\\');
      } else write(' ');
      previousIsSpace = true;
      continue;
    }
    if (style === 'double' && isEscaped(character)) write(escape(character));
    else write(style === 'single' && character === "'" ? "''" : character);
    previousIsSpace = false;
  }
  if (style !== 'plain') write(style === 'single' ? "'" : '"');
  return output;
}

function literalText(text: string, indent: number): string {
  const indentHint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const padding = ' '.repeat(indent);
  const body = text
    .split('\n')
    .map((line) => (line === '' ? '' : padding + line))
    .join('\n');
  return `|${indentHint}${chomping}\n${body}`;
}

/** A string as go-yaml writes it. The line's end is left out, but for literals that have it in their text. */
export function scalarText(text: string, place: ScalarPlace): string {
  const style = scalarStyle(text, place.isKey);
  return style === 'literal' ? literalText(text, place.indent) : foldedText(text, style, place);
}
