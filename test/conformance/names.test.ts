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

/** What the group says about its input, as the code answers it; the groups in words name one example each. */
const answers: Readonly<Record<string, (input: string) => unknown>> = {
  'hash-digit': safeEncode,
  'hash-string': safeEncode,
  'statefulset-pod-names': () => [0, 1, 2].map((ordinal) => statefulSetPodName('db', ordinal)),
  'statefulset-pvc-name': () => statefulSetClaimName('data', 'db', 0),
  'cronjob-job-name': () => cronJobJobName('cj', 28_750_000 * 60_000),
};

const owners: Readonly<Record<string, string>> = { 'job-pod-name': 'j', 'endpointslice-name': 'web' };

function pseudoRandom(): (n: number) => number {
  let state = 12345;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % n;
  };
}

describe('names', () => {
  for (const { id, group, input, expect: expected } of facts.cases) {
    test(id, () => {
      const text = String(input);
      const [key = ''] = group.split(' ');
      const check = checks[key];
      const answer = answers[key];
      const owner = owners[key];
      if (check !== undefined) expect({ valid: check(text).length === 0 }).toEqual(expected);
      else if (answer !== undefined) expect(answer(text)).toEqual(expected);
      else if (owner !== undefined) {
        const { pattern } = expected as { pattern: string };
        expect(generateName(ownedGenerateName(owner), pseudoRandom())).toMatch(new RegExp(pattern));
      } else {
        const { length, prefix, suffixPattern } = expected as { length: number; prefix: string; suffixPattern: string };
        const name = generateName(text, pseudoRandom());
        expect(name).toHaveLength(length);
        expect(name.startsWith(prefix)).toBe(true);
        expect(name.slice(prefix.length)).toMatch(new RegExp(suffixPattern));
      }
    });
  }

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
