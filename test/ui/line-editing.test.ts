import { describe, expect, it } from 'vitest';
import { edited, type EditedLine } from '../../src/ui/dock/line-editing.ts';
import { lastWord } from '../../src/ui/dock/line-history.ts';

/** A line with its cursor as `|`. */
function at(marked: string): EditedLine {
  return { text: marked.replace('|', ''), cursor: marked.indexOf('|'), killed: '' };
}

function shown({ text, cursor }: EditedLine): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const keys: readonly (readonly [key: string, before: string, after: string])[] = [
  ['Ctrl a', 'get po|ds', '|get pods'],
  ['Ctrl e', 'get po|ds', 'get pods|'],
  ['Ctrl b', 'get po|ds', 'get p|ods'],
  ['Ctrl f', 'get po|ds', 'get pod|s'],
  ['Ctrl d', 'get po|ds', 'get po|s'],
  ['Ctrl d', 'get pods|', 'get pods|'],
  ['Ctrl h', 'get po|ds', 'get p|ds'],
  ['Ctrl t', 'get pdo|s', 'get pdso|'],
  ['Ctrl t', 'get posd|', 'get pods|'],
  ['Ctrl u', 'get po|ds', '|ds'],
  ['Ctrl k', 'get po|ds', 'get po|'],
  ['Ctrl w', 'get -n kube-system|', 'get -n |'],
  ['Alt b', 'get kube-system|', 'get kube-|system'],
  ['Alt f', '|get pods', 'get| pods'],
  ['Alt d', 'get |kube-system', 'get |-system'],
  ['Alt Backspace', 'get kube-system|', 'get kube-|'],
  ['Alt u', '|get pods', 'GET| pods'],
  ['Alt l', '|GET pods', 'get| pods'],
  ['Alt c', '|get pods', 'Get| pods'],
];

describe('the keys of readline', () => {
  it.each(keys)('%s makes %s %s', (key, before, after) => {
    const [modifier = '', letter = ''] = key.split(' ');
    const next = edited(at(before), { key: letter, ctrlKey: modifier === 'Ctrl', altKey: modifier === 'Alt' });
    expect(next === undefined ? undefined : shown(next)).toBe(after);
  });

  it('give back what they cut, but not single characters', () => {
    const cut = edited(at('get pods|'), { key: 'w', ctrlKey: true, altKey: false });
    const one = cut === undefined ? undefined : edited(cut, { key: 'h', ctrlKey: true, altKey: false });
    const back = one === undefined ? undefined : edited(one, { key: 'y', ctrlKey: true, altKey: false });
    expect(back === undefined ? undefined : shown(back)).toBe('getpods|');
  });

  it('Alt-. finds the last words of the lines before', () => {
    const lines = ['cat web.yaml', "echo 'a b'"];
    expect([1, 2, 3].map((count) => lastWord(lines, count))).toEqual(["'a b'", 'web.yaml', undefined]);
  });
});
