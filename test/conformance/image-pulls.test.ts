import { describe, expect, test } from 'vitest';
import { isInBackOffSinceUpdate, nextBackOff } from '../../src/engine/kubelet/back-off.ts';
import type { BackOffEntry } from '../../src/engine/kubelet/container-state.ts';
import { mustPull } from '../../src/engine/kubelet/image-puller.ts';
import facts from './facts/image-policy.json' with { type: 'json' };

/** Upstream's test steps its clock by a second an attempt, and its back-off begins with a second. */
const second = 1000;

interface Attempt {
  action: string;
  result: string;
}

/** What comes of asking for an image again and again, second by second. */
function attempts(policy: string, isPresent: boolean, registryError: string | null, count: number): Attempt[] {
  const made: Attempt[] = [];
  let backOff: BackOffEntry | undefined;
  for (let now = second; made.length < count; now += second) {
    if (!mustPull(policy as 'Always' | 'IfNotPresent' | 'Never', isPresent)) {
      made.push({ action: 'no pull', result: isPresent ? 'ok' : 'ErrImageNeverPull' });
    } else if (isInBackOffSinceUpdate(backOff, now)) {
      made.push({ action: 'no pull', result: 'ImagePullBackOff' });
    } else if (registryError === null) {
      made.push({ action: 'pull', result: 'ok' });
    } else {
      backOff = nextBackOff(backOff, now, now, second);
      made.push({ action: 'pull', result: 'ErrImagePull' });
    }
  }
  return made;
}

const pulls = facts.cases.filter((fact) => fact.imagePullPolicy !== undefined);

describe('image pulls', () => {
  test.each(pulls)('$id: $case', ({ imagePullPolicy, imageOnNode, registryError, expect: expected }) => {
    const wanted = expected as Attempt[];
    expect(attempts(imagePullPolicy, imageOnNode, registryError ?? null, wanted.length)).toEqual(wanted);
  });
});
