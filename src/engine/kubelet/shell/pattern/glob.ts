import { Matcher, type PatternNode } from './matcher.ts';
import { bracketSet } from './regex.ts';

const ANY: PatternNode = { type: 'character', test: () => true };

/** Whether a word's pattern has anything that stands for other characters; quoted ones are escaped. */
export function hasWildcards(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern);
}

/** Takes the wildcards' meaning from a text. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, '\\$&');
}

/** Reads `*`, `?` and `[...]`, with `\` before what means itself. */
export function compileGlob(pattern: string): Matcher {
  return new Matcher({ type: 'sequence', nodes: globNodes(pattern) }, 0);
}

/** As compileGlob, for the whole of a text. */
export function compileWholeGlob(pattern: string): Matcher {
  const end: PatternNode = { type: 'assertion', assertion: 'end' };
  return new Matcher({ type: 'sequence', nodes: [...globNodes(pattern), end] }, 0);
}

function globNodes(pattern: string): PatternNode[] {
  const nodes: PatternNode[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    if (character === '*') {
      nodes.push({ type: 'repeat', node: ANY, min: 0, max: Infinity });
    } else if (character === '?') {
      nodes.push(ANY);
    } else if (character === '[') {
      const { test, end } = bracketSet(pattern, index + 1, (text) => text);
      if (end === undefined) nodes.push(literal('['));
      else {
        nodes.push({ type: 'character', test });
        index = end - 1;
      }
    } else if (character === '\\' && index + 1 < pattern.length) {
      index += 1;
      nodes.push(literal(pattern[index] ?? ''));
    } else nodes.push(literal(character));
  }
  return nodes;
}

function literal(wanted: string): PatternNode {
  return { type: 'character', test: (character) => character === wanted };
}
