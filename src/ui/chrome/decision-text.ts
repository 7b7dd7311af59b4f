import type { Decision } from '../../engine/index.ts';
import { hasText } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';

/** A decision as a sentence. */
export function decisionText(decision: Decision, t: Translate): string {
  const key = `decision.${decision.code}`;
  const { why } = decision.params;
  // Some decisions are told differently by what tipped the balance.
  const params = { actor: decision.actor, ...decision.params, ...(typeof why === 'string' && { context: why }) };
  return hasText(key) ? t(key, params) : t('decision.other', { actor: decision.actor, code: decision.code });
}
