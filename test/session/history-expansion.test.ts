import { describe, expect, it } from 'vitest';
import { expandHistory } from '../../src/session/history-expansion.ts';
import { cpuMs } from '../support/cpu-time.ts';

const typed = ['kubectl get pods -o wide', 'kubectl describe pod web-1', "grep 'a b' web.yaml | head"];

/** Lines, and what bash 5.2 makes of them after those lines. */
const lines: readonly (readonly [line: string, expanded: string])[] = [
  ['!!', "grep 'a b' web.yaml | head"],
  ['watch !-3', 'watch kubectl get pods -o wide'],
  ['!1', 'kubectl get pods -o wide'],
  ['!kub', 'kubectl describe pod web-1'],
  ['!?pods?', 'kubectl get pods -o wide'],
  ['cat !$', 'cat head'],
  ['echo !^', "echo 'a b'"],
  ['echo !*', "echo 'a b' web.yaml | head"],
  ['kubectl delete pod !kub:3', 'kubectl delete pod web-1'],
  ['echo !1:1-2', 'echo get pods'],
  ['echo "!1:$"', 'echo "wide"'],
  ["awk '!seen[$1]++'", "awk '!seen[$1]++'"],
  ['if ! true; then echo hi!; fi', 'if ! true; then echo hi!; fi'],
  ['[ x != y ] && echo \\!! $! ${!x} [!a]', '[ x != y ] && echo \\!! $! ${!x} [!a]'],
  ['echo "wow!"', 'echo "wow!"'],
];

describe('history expansion', () => {
  it.each(lines)('%s is %s', (line, expanded) => {
    expect(expandHistory(line, typed)).toMatchObject({ ok: true, line: expanded });
  });

  it('replaces a part of the line before by ^old^new^', () => {
    expect(expandHistory('^head^wc -l^', typed)).toMatchObject({ ok: true, line: "grep 'a b' web.yaml | wc -l" });
    expect(expandHistory('^nothing^x^', typed)).toMatchObject({ ok: false });
  });

  it('says what there is not', () => {
    expect(expandHistory('!nosuch', typed)).toEqual({ ok: false, error: 'bash: !nosuch: event not found' });
    expect(expandHistory('!!', [])).toEqual({ ok: false, error: 'bash: !!: event not found' });
    expect(expandHistory('!!:9', typed)).toEqual({ ok: false, error: 'bash: :9: bad word specifier' });
  });

  it('reads hostile lines in a moment', () => {
    for (const hostile of ['!'.repeat(20_000), '!?'.repeat(10_000), `!1:${'9'.repeat(10_000)}`, '^'.repeat(20_000)]) {
      const before = cpuMs();
      expandHistory(hostile, [`'${'a'.repeat(50_000)}`]);
      expect(cpuMs() - before).toBeLessThan(2000);
    }
  });
});
