import { expect } from 'vitest';
import { Made } from './defaults-objects.ts';

/** Shorthand of the facts for places that no part of theirs begins. */
const places: Readonly<Record<string, string>> = {
  'template.requests': 'spec.template.spec.containers[0].resources.requests',
  'template.enableServiceLinks': 'spec.template.spec.enableServiceLinks',
  stringData: 'data',
};

/** Where the facts leave out how a path begins. */
const beginnings = [
  '',
  'spec.',
  'spec.containers[0].',
  'spec.containers[0].env[0].',
  'spec.containers[0].resources.',
  'spec.template.spec.',
  'spec.template.spec.containers[0].',
  'spec.jobTemplate.spec.',
];

const uid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const jobLabels = {
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': 'web',
  'controller-uid': uid,
  'job-name': 'web',
};
const address = expect.stringMatching(/^10\.96\.\d+\.\d+$/);
const nodePort = expect.toSatisfy((port: number) => port >= 30_000 && port <= 32_767);

/** What the facts say in words, as a value to compare with, by how it begins. */
const meanings: readonly (readonly [RegExp, unknown])[] = [
  [/^((not|NOT) (filled in|copied|set|defaulted)|stays unset|unset|absent|none\b|nothing|removed)/, undefined],
  [/^(allocated|same\b)/, address],
  [/^(random|free|allocated).*30000-32767/, nodePort],
  [/^copied from the template/, expect.objectContaining({ app: 'web' })],
  [
    /^generated: batch\.kubernetes\.io\/controller-uid=<uid>/,
    {
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: expect.objectContaining({
        metadata: { creationTimestamp: null, labels: { app: 'web', ...jobLabels } },
      }),
    },
  ],
  [/^merged into data/, { user: 'bWU=' }],
  [/^metadata\.generation \+1 on every spec change/, [1, 1, 2]],
];

/** A value in words for people, `"1" (set by the controller)`, without them. */
function withoutRemark(words: string): unknown {
  const value = words.replace(/ \(.*\)$|;.*$/, '');
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** The names and numbers that words about a value speak of; the value must have them all, whatever random ends names have. */
function termsOf(words: string): readonly RegExp[] {
  const terms = words.match(/\w+(?:[-./]+\w+)+|\b[a-z]+[A-Z]\w*|\b[A-Z]\w+[A-Z]\w*|\d+/g) ?? [];
  return terms.map((term) => new RegExp(term.replaceAll('.', '\\.').replace('xxxxx', '[a-z0-9]{5}')));
}

/** Whether a value is what words say of it: as they stand, without a remark, or by the names and numbers in them. */
function isMeant(value: unknown, words: string): boolean {
  if (value === words || JSON.stringify(value) === JSON.stringify(withoutRemark(words))) return true;
  const terms = termsOf(words);
  const text = JSON.stringify(value) ?? '';
  return words.includes(' ') && terms.length > 0 && typeof value === 'object' && terms.every((term) => term.test(text));
}

function meaning(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.map(meaning);
  if (typeof expected !== 'string') return expected;
  const worded = meanings.find(([words]) => words.test(expected));
  return worded === undefined ? expect.toSatisfy((value: unknown) => isMeant(value, expected)) : worded[1];
}

/** Questions whose answer is not a place in the object. */
const questions: Readonly<Record<string, (made: Made) => unknown>> = {
  'then created': (made) => made.advance(10).contents(),
  rule: (made) => made.generations(),
  'metadata.annotations[deployment.kubernetes.io/revision]': (made) =>
    made.advance(10).at('metadata.annotations[deployment.kubernetes.io/revision]'),
};

/** A Job's selector is told with the labels of its template. */
function found(made: Made, path: string, kind: string): unknown {
  if (kind === 'Job' && path === 'selector') {
    return { selector: made.at('spec.selector'), template: made.at('spec.template') };
  }
  if (places[path] !== undefined) return made.at(places[path]);
  return beginnings.map((beginning) => made.at(beginning + path)).find((value) => value !== undefined);
}

interface DefaultsFact {
  readonly kind: string;
  readonly given: unknown;
  /** By path, or by what the path stands for. */
  readonly expect: Readonly<Record<string, unknown>>;
}

/** What the API server fills in. */
export function defaults({ kind, given, expect: expected }: DefaultsFact): void {
  for (const [path, value] of Object.entries(expected)) {
    const made = new Made(kind === 'generation' ? 'Deployment' : kind, given);
    const ask = questions[path] ?? (() => found(made, path, kind));
    expect(ask(made), path).toEqual(meaning(value));
  }
}
