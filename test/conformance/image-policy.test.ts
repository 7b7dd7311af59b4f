import { describe, expect, test } from 'vitest';
import { goQuote } from '../../src/engine/api/go-syntax.ts';
import {
  defaultPullPolicy,
  isImageReference,
  parseImageReference,
  withDefaultTag,
} from '../../src/engine/images/reference.ts';
import { isInBackOffSinceUpdate, nextBackOff } from '../../src/engine/kubelet/back-off.ts';
import type { BackOffEntry } from '../../src/engine/kubelet/container-state.ts';
import { mustPull } from '../../src/engine/kubelet/image-puller.ts';
import type { Container } from '../../src/engine/kinds/types/index.ts';
import { latency } from '../../src/engine/latencies.ts';
import facts from './facts/image-policy.json' with { type: 'json' };

/** What `kubectl run --image` says of an image name without asking a server. */
function kubectlRunMessage(image: string): string {
  if (isImageReference(image)) return 'accepted by kubectl run (server not reached)';
  return `error: Invalid image name ${goQuote(image)}: invalid reference format`;
}

/** What the kubelet does about an image, attempt after attempt, one initial back-off apart. */
function pullSequence(
  policy: Container['imagePullPolicy'],
  isPresent: boolean,
  fails: boolean,
  attempts: number,
): object[] {
  let backOff: BackOffEntry | undefined;
  return Array.from({ length: attempts }, (_, attempt) => {
    const now = (attempt + 1) * latency.backOffInitial;
    if (!mustPull(policy, isPresent)) {
      return { action: 'no pull', result: isPresent ? 'ok' : 'ErrImageNeverPull' };
    }
    if (isInBackOffSinceUpdate(backOff, now)) return { action: 'no pull', result: 'ImagePullBackOff' };
    if (!fails) return { action: 'pull', result: 'ok' };
    backOff = nextBackOff(backOff, now, now);
    return { action: 'pull', result: 'ErrImagePull' };
  });
}

const named = facts.cases.filter((fact) => fact.image !== undefined);
const pulled = facts.cases.flatMap(({ id, case: what, imagePullPolicy, imageOnNode, registryError, expect }) =>
  Array.isArray(expect)
    ? [{ id, what, policy: imagePullPolicy, isPresent: imageOnNode, registryError, expected: expect }]
    : [],
);

test('every case is run', () => {
  expect(named.length + pulled.length).toBe(facts.count);
});

describe('image names', () => {
  test.each(named)('$id: $image', ({ image, expect: expected }) => {
    const answer = {
      ...parseImageReference(image),
      defaultImagePullPolicy: defaultPullPolicy(image),
      pulledAs: withDefaultTag(image),
      kubectlRunMessage: kubectlRunMessage(image),
    };
    expect(answer).toMatchObject(expected);
  });
});

describe('pulling', () => {
  test.each(pulled)('$id: $what', ({ policy, isPresent, registryError, expected }) => {
    const fails = registryError !== null;
    const sequence = pullSequence(policy as Container['imagePullPolicy'], isPresent === true, fails, expected.length);
    expect(sequence).toEqual(expected);
  });
});
