import { expect, it, vi } from 'vitest';

vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
const { ariaKeys } = await import('../../src/ui/chrome/platform.ts');

it.each([
  ['Ctrl Z', 'Control+Z'],
  ['Ctrl ⏎', 'Control+Enter'],
  ['⌘⏎', 'Meta+Enter'],
  ['⇧⌘Z', 'Shift+Meta+Z'],
  ['Ctrl+Shift+F', 'Control+Shift+F'],
  ['Delete', 'Delete'],
  ['?', '?'],
])('keys as shown, %s, are told as %s', (shown, told) => {
  expect(ariaKeys(shown)).toBe(told);
});
