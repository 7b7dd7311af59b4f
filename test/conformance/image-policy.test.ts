import { describe, expect, test } from 'vitest';
import { goQuote } from '../../src/engine/api/go-syntax.ts';
import {
  defaultPullPolicy,
  isImageReference,
  parseImageReference,
  withDefaultTag,
} from '../../src/engine/images/reference.ts';
import facts from './facts/image-policy.json' with { type: 'json' };

/** What `kubectl run --image` says of an image name without asking a server. */
function kubectlRunMessage(image: string): string {
  if (isImageReference(image)) return 'accepted by kubectl run (server not reached)';
  return `error: Invalid image name ${goQuote(image)}: invalid reference format`;
}

// The pull sequences of the same file are the kubelet's and are run against it.
const named = facts.cases.filter((fact) => fact.image !== undefined);

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
