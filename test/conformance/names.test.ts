import { describe, expect, test } from 'vitest';
import { generateName, podTemplateHash, safeEncode } from '../../src/engine/api/generated-names.ts';
import {
  isConfigMapKey,
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
  isValidPortName,
} from '../../src/engine/api/names.ts';
import {
  cronJobJobName,
  ownedGenerateName,
  statefulSetClaimName,
  statefulSetPodName,
} from '../../src/engine/kinds/owned-names.ts';
import facts from './facts/names.json' with { type: 'json' };

const checks: Readonly<Record<string, (value: string) => readonly string[]>> = {
  'dns1123-label': isDNS1123Label,
  'dns1123-subdomain': isDNS1123Subdomain,
  'dns1035-label': isDNS1035Label,
  'label-value': isValidLabelValue,
  'label-key': isQualifiedName,
  'port-name': isValidPortName,
  'configmap-key': isConfigMapKey,
};

function pseudoRandom(): (n: number) => number {
  let state = 12345;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % n;
  };
}

interface Pattern {
  readonly pattern?: string;
  readonly suffixPattern?: string;
  readonly prefix?: string;
}

/** A generated name as the facts describe one; what it does not match stands in the answer as it is. */
function describeGenerated(name: string, expected: unknown): object {
  const { pattern, suffixPattern, prefix } = expected as Pattern;
  if (pattern !== undefined) return { pattern: new RegExp(pattern).test(name) ? pattern : name };
  const end = name.slice(prefix?.length ?? 0);
  return {
    length: name.length,
    prefix: name.slice(0, prefix?.length ?? 0),
    suffixPattern: new RegExp(suffixPattern ?? '').test(end) ? suffixPattern : end,
  };
}

/** What the code answers for each group; the groups in words name one example each. */
const answers: Readonly<Record<string, (input: string, expected: unknown) => unknown>> = {
  'hash-digit': safeEncode,
  'hash-string': safeEncode,
  'statefulset-pod-names': () => [0, 1, 2].map((ordinal) => statefulSetPodName('db', ordinal)),
  'statefulset-pvc-name': () => statefulSetClaimName('data', 'db', 0),
  'cronjob-job-name': () => cronJobJobName('cj', 28_750_000 * 60_000),
  'job-pod-name': (_, expected) => describeGenerated(generateName(ownedGenerateName('j'), pseudoRandom()), expected),
  'endpointslice-name': (_, expected) =>
    describeGenerated(generateName(ownedGenerateName('web'), pseudoRandom()), expected),
  'generate-name': (base, expected) => describeGenerated(generateName(base, pseudoRandom()), expected),
};

function answer(group: string, input: string, expected: unknown): unknown {
  const [key = ''] = group.split(' ');
  const check = checks[key];
  return check === undefined ? answers[key]?.(input, expected) : { valid: check(input).length === 0 };
}

describe('names', () => {
  test.each(facts.cases)('$id', ({ group, input, expect: expected }) => {
    expect(answer(group, String(input), expected)).toEqual(expected);
  });

  test("messages are upstream's", () => {
    expect(isValidLabelValue('-')).toEqual([facts.messages['label-value']]);
    expect(isDNS1123Subdomain('-')).toEqual([facts.messages['dns1123-subdomain']]);
    expect(isDNS1123Label('-')).toEqual([facts.messages['dns1123-label']]);
    expect(isDNS1035Label('-')).toEqual([facts.messages['dns1035-label']]);
    expect(isDNS1123Label('a'.repeat(64))).toEqual([facts.messages['too long']]);
  });

  test("a pod-template-hash has the characters and the length of upstream's, and follows the template", () => {
    const hashes = Array.from({ length: 50 }, (_, replica) => podTemplateHash({ spec: { replica, b: [1], a: null } }));
    for (const hash of hashes) expect(hash).toMatch(/^[4-9bcdf]{1,10}$/);
    expect(new Set(hashes).size).toBe(50);
    expect(podTemplateHash({ a: 1, b: 2 })).toBe(podTemplateHash({ b: 2, a: 1 }));
    expect(podTemplateHash({ a: 1 }, 1)).not.toBe(podTemplateHash({ a: 1 }));
  });
});
