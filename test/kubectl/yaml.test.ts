import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseManifests, toYaml } from '../../src/manifests/index.ts';
import offline from './goldens/offline.json' with { type: 'json' };

/** The object of a text that holds one. */
function only(text: string) {
  const { documents, problems } = parseManifests(text, 'm.yaml');
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0]?.object;
}

function errorOf(text: string): string | undefined {
  return parseManifests(text, 'm.yaml').problems.find(({ severity }) => severity === 'error')?.kubectl;
}

describe('YAML as kubectl writes it', () => {
  const printed = offline.cases.filter(({ stdout }) => stdout.startsWith('apiVersion:')).map(({ stdout }) => stdout);

  test.each(printed)('%s', (text) => {
    const written = parseManifests(text).documents.map(({ object }) => toYaml(object));
    expect(written.join('---\n')).toBe(text);
  });

  test.each([
    ['plain words stay plain', 'hello world', 'hello world'],
    ['what would read as another type is quoted', 'yes', '"yes"'],
    ['numbers in texts are quoted', '1e3', '"1e3"'],
    ['times are quoted', '2025-01-01T00:00:00Z', '"2025-01-01T00:00:00Z"'],
    ['base 60 numbers are quoted', '12:30', '"12:30"'],
    ['a colon and a space need single quotes', "it's: so", "'it''s: so'"],
    ['the empty text is quoted', '', '""'],
    ['several lines become a block', 'a\nb\n', '|\n  a\n  b'],
    ['a block without a last line break says so', 'a\nb', '|-\n  a\n  b'],
    ['a block with empty last lines says so', 'a\n\n', '|+\n  a\n'],
    ['a block that starts with a space names its indentation', ' a\nb', '|2-\n   a\n  b'],
    ['tabs force double quotes', 'a\tb\n', '"a\\tb\\n"'],
    ['what YAML 1.1 cannot print is escaped', '😀', '"\\U0001F600"'],
  ])('%s', (_what, value, expected) => {
    expect(toYaml({ k: value })).toBe(`k: ${expected}\n`);
  });

  test('long texts go on in a new line after column 80', () => {
    const message =
      '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.';
    expect(toYaml({ message })).toBe(
      "message: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available:\n  3 No preemption victims found for incoming pod.'\n",
    );
  });

  test('numbers in keys are ordered by value, letters come last', () => {
    expect(toYaml({ b10: 1, b2: 1, 'b-1': 1, a: 1, _: 1 })).toBe('_: 1\na: 1\nb-1: 1\nb2: 1\nb10: 1\n');
  });

  test('an object is written alike after others, whatever keys they have', () => {
    const [first, second] = [
      { 'a\nb': 1, c: 'yes' },
      { a: 1, 'b\nc': 'yes' },
    ];
    expect(toYaml([first, second, first])).toBe(toYaml([first]) + toYaml([second]) + toYaml([first]));
  });

  test('what is written is read back as it was', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 90 }), fc.stringMatching(/^[ a:#\n'"-]{0,40}$/));
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        texts,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(values.map, (object) => {
        const plain: unknown = JSON.parse(JSON.stringify({ ...(object as object), kind: 'Thing' }));
        expect(parseManifests(toYaml(plain)).documents[0]?.object).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });
});

describe('YAML as kubectl reads it', () => {
  test('scalars follow YAML 1.1', () => {
    expect(
      only('a: yes\nb: off\nc: 0644\nd: 1_000\ne: 0x1F\nf: 1.0\ng: ~\nh: 12:30\ni: 2025-01-01\nj: "no"\nk: !!str 1\n'),
    ).toEqual({
      a: true,
      b: false,
      c: 420,
      d: 1000,
      e: 31,
      f: 1,
      g: null,
      h: '12:30',
      i: '2025-01-01',
      j: 'no',
      k: '1',
    });
  });

  test('a space may stand before a colon, as the posts write it', () => {
    expect(only('kind : Service\nspec:\n  ports:\n    - containerPort : 8080\n')).toEqual({
      kind: 'Service',
      spec: { ports: [{ containerPort: 8080 }] },
    });
  });

  test('documents are divided, empty ones skipped, lists unpacked', () => {
    const { documents } = parseManifests(
      '---\n---\n# nothing\n---\nkind: A\n--- # b\nkind: List\nitems: [{kind: B}, {kind: C}]\n',
    );
    expect(documents.map(({ object }) => object['kind'])).toEqual(['A', 'B', 'C']);
  });

  test('fields know their lines, through lists too', () => {
    const text = 'kind: List\nitems:\n- kind: Pod\n  spec:\n    containers:\n    - name: a\n      image: b\n';
    const document = parseManifests(text).documents[0];
    expect(document?.lineOf(['spec', 'containers', 0, 'image'])).toBe(7);
    expect(document?.lineOf(['spec', 'containers', 0, 'ports', 3])).toBe(6);
    const range = document?.rangeOf(['spec', 'containers', 0, 'image']);
    expect(text.slice(range?.from, range?.to)).toBe('b');
  });

  test('merge keys and aliases', () => {
    expect(only('base: &b {p: 1, q: 2}\nown: {<<: *b, q: 3}\n')).toEqual({ base: { p: 1, q: 2 }, own: { p: 1, q: 3 } });
  });

  test('a key that is there twice is only a warning: kubectl takes the last', () => {
    const { documents, problems } = parseManifests('a: 1\nb: 2\na: 3\n');
    expect(documents[0]?.object).toEqual({ a: 3, b: 2 });
    expect(problems).toMatchObject([{ severity: 'warning', line: 3, message: 'key "a" already set in map' }]);
  });

  const prefix = 'error parsing m.yaml: error converting YAML to JSON: yaml: ';
  test.each([
    ['a: 1\nb:\n  c: d: e\n', 'line 3: mapping values are not allowed in this context'],
    ['a: b: c\n', 'mapping values are not allowed in this context'],
    ['metadata:\n  name: x\n labels: y\n', 'line 2: did not find expected key'],
    ['a:\n\tb: 1\n', 'line 2: found character that cannot start any token'],
    ['a:\n  b: 1\n\tc: 2\n', 'line 3: found a tab character that violates indentation'],
    ['a: 1\nfoo\nb: 2\n', "line 3: could not find expected ':'"],
    ['a: "foo\nb: 1\n', 'line 3: found unexpected end of stream'],
    ['- b\na: 1\n', "line 1: did not find expected '-' indicator"],
    ['a: {b: 1\nc: 2\n', "line 1: did not find expected ',' or '}'"],
    ['a: *x\n', "unknown anchor 'x' referenced"],
    ['a: {{ .Values.x }}\n', 'invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}'],
  ])('%j', (text, message) => {
    expect(errorOf(text)).toBe(prefix + message);
  });

  test('lines are counted within the document, as kubectl does; positions within the file', () => {
    const { problems } = parseManifests('kind: A\n---\nb:\n\tc: 1\n', 'm.yaml');
    expect(problems).toMatchObject([
      { kubectl: `${prefix}line 2: found character that cannot start any token`, line: 4 },
    ]);
  });

  test('what is not an object is refused', () => {
    expect(errorOf('just words\n')).toBe(
      'error validating "m.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false',
    );
  });

  test('nothing that one can type hangs or throws', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(',')}]`,
    );
    for (const text of [`l-1: &l-1 x\n${bomb.join('\n')}`, '['.repeat(100_000), '- '.repeat(50_000), 'a: &a [*a]']) {
      expect(parseManifests(text).documents).toEqual([]);
    }
    fc.assert(
      fc.property(fc.stringMatching(/^[-ab:?{}[\],&*!|>'"%@#\n\t ]{0,60}$/), (text) => void parseManifests(text)),
    );
  });
});
