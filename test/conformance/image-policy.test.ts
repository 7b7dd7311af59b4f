import { describe, expect, test } from 'vitest';
import {
  defaultPullPolicy,
  isImageReference,
  parseImageReference,
  withDefaultTag,
} from '../../src/engine/images/reference.ts';
import facts from './facts/image-policy.json' with { type: 'json' };

interface Expected {
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly defaultImagePullPolicy?: string;
  readonly pulledAs?: string;
  readonly kubectlRunMessage?: string;
}

// The pull sequences of the same file are the kubelet's and are run against it.
const named = facts.cases.filter((fact) => fact.image !== undefined);

describe('image names', () => {
  test.each(named)('$id: $image', ({ image = '', expect: expected }) => {
    const { repository, tag, digest, defaultImagePullPolicy, pulledAs, kubectlRunMessage } = expected as Expected;
    if (repository !== undefined) expect(parseImageReference(image)).toMatchObject({ repository, tag, digest });
    if (defaultImagePullPolicy !== undefined) expect(defaultPullPolicy(image)).toBe(defaultImagePullPolicy);
    if (pulledAs !== undefined) expect(withDefaultTag(image)).toBe(pulledAs);
    if (kubectlRunMessage !== undefined) {
      expect(isImageReference(image)).toBe(kubectlRunMessage.startsWith('accepted'));
    }
  });
});
