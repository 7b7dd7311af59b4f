import type { Change, Decision } from '../../engine/index.ts';
import { hasText } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';
import { kindOf } from '../../session/index.ts';

/**
 * A decision as a sentence. One decision may write several objects, and a plain write is told by what it wrote: with
 * `change`, of that one.
 */
export function decisionText({ code, params, actor }: Decision, t: Translate, change?: Change): string {
  const key = `decision.${code}`;
  if (!hasText(key)) return t('decision.other', { actor, code });
  const { why } = params;
  const own = { ...params, ...(change !== undefined && { resource: change.resource, name: change.name }) };
  const written = code.startsWith('write.') || 'resource' in params ? own : params;
  const { resource } = written;
  const text = t(key, {
    actor,
    ...written,
    ...(typeof resource === 'string' && { resource: kindOf(resource) }),
    // Some decisions are told differently by what tipped the balance.
    ...(typeof why === 'string' && { context: why }),
  });
  return typeof params['command'] === 'string' && params['command'] !== '' ? `${text} (${params['command']})` : text;
}
