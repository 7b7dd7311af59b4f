import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatManifests, parseManifests } from '../../src/manifests/index.ts';

describe('formatting', () => {
  it('makes the layout even and leaves the words alone', () => {
    const text = [
      '# what we run',
      'apiVersion:   apps/v1',
      'kind: Deployment   ',
      'metadata:',
      '    name: web # its name',
      '    labels: {app: web,tier: "front"}',
      'spec:',
      '    replicas:  03',
      '',
      '    template:',
      '        spec:',
      '            containers:',
      '            - name: nginx',
      "              image: 'nginx:1.10'",
      '              # not yes',
      '              args: [yes, "no"]',
      '---   ',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '   name: a',
      'data:',
      '   script: |',
      '      echo   two  spaces',
      '        indented',
      '   folded: >-',
      '      a long',
      '      line',
    ].join('\n');
    expect(formatManifests(text)).toBe(
      [
        '# what we run',
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  name: web # its name',
        '  labels: {app: web, tier: "front"}',
        'spec:',
        '  replicas: 03',
        '',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: nginx',
        "          image: 'nginx:1.10'",
        '          # not yes',
        '          args: [yes, "no"]',
        '---',
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata:',
        '  name: a',
        'data:',
        '  script: |',
        '    echo   two  spaces',
        '      indented',
        '  folded: >-',
        '    a long',
        '    line',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a document that cannot be read', 'a: [1\n'],
    ['tabs', 'a:\n\tb: 1\n'],
    ['nothing', ''],
    ['a comment alone', '# nothing yet\n'],
  ])('leaves alone: %s', (_, text) => {
    expect(formatManifests(text)).toBe(text);
  });

  it('formats the documents that it can read beside one that it cannot', () => {
    expect(formatManifests('a:    1\n---\nb: [\n---\nc:   2')).toBe('a: 1\n---\nb: [\n---\nc: 2\n');
  });

  it('changes nothing the second time, and never what the text says', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        'yes',
        '1e3',
        '0x10',
        '"a: b"',
        "'#'",
        '~',
        '',
        'a#b',
        '1.10',
        '*x',
        '- y',
        '! z',
        '|',
        '{}',
        '[]',
      ),
      fc.string({ maxLength: 6 }),
    );
    const line = fc
      .tuple(fc.nat(6), fc.constantFrom('', '- '), fc.constantFrom('a', 'b', '"c"', '#d'), scalar)
      .map(([indent, dash, key, value]) => `${' '.repeat(indent)}${dash}${key}: ${value}`);
    const objects = (text: string): string =>
      JSON.stringify(parseManifests(text).documents.map(({ object }) => object));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join('\n');
        const once = formatManifests(text);
        expect(objects(once)).toBe(objects(text));
        expect(formatManifests(once)).toBe(once);
        for (const comment of text.matchAll(/(?:^|\s)(#.*)$/gm)) expect(once).toContain((comment[1] ?? '').trimEnd());
      }),
      { numRuns: 400 },
    );
  });

  it('neither throws nor hangs on deep nesting', () => {
    const deep = `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(formatManifests(deep)).toBe(`${deep}\n`);
    const blocks = Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(formatManifests(blocks).length).toBeGreaterThanOrEqual(blocks.length);
  });
});
