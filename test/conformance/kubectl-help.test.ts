import { describe, expect, it } from 'vitest';
import recorded from '../../src/kubectl/help/recorded.json' with { type: 'json' };
import { findKubectl } from '../support/real-kubectl.ts';
import { readTexts } from '../support/recorded-texts.ts';

const found = findKubectl();
if ('missing' in found) console.log(`kubectl-help.test.ts: ${found.missing}: nothing to compare with, skipped`);

describe.skipIf('missing' in found)('the recorded texts of kubectl', () => {
  it('are those of the real one', { timeout: 120_000 }, () => {
    expect(readTexts('path' in found ? found.path : '')).toEqual(recorded);
  });
});
