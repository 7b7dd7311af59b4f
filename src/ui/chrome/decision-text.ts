import type { Change, Decision } from '../../engine/index.ts';
import { hasText } from '../../i18n/index.ts';
import type { Params, Translate } from '../../i18n/index.ts';
import { kindOf } from '../../session/index.ts';

/**
 * A decision as a sentence. One decision may write several objects, and a plain write is told by what it wrote: with
 * `change`, of that one.
 */
export function decisionText(decision: Decision, t: Translate, change?: Change): string {
  const { code, actor, params } = decision;
  const key = `decision.${code}`;
  if (!hasText(key)) return t('decision.other', { actor, code });
  const written = {
    ...params,
    ...(change !== undefined && isPlainWrite(decision) && { resource: change.resource, name: change.name }),
  };
  const { resource } = written;
  const text = t(key, {
    actor,
    ...written,
    ...placeOf(params),
    ...(typeof resource === 'string' && {
      // A kind that was added to the API is only told by its objects.
      resource: change !== undefined && written.resource === change.resource ? change.object.kind : kindOf(resource),
    }),
    context: variantOf(code, { ...written, actor }),
  });
  const { command } = params;
  return typeof command === 'string' && command !== '' ? `${text} (${command})` : text;
}

/** Whether it is told by nothing but what it wrote. */
export function isPlainWrite({ code, params }: Decision): boolean {
  return code.startsWith('write.') || 'resource' in params;
}

/** Where packets suffer, and how many of a hundred. */
function placeOf({ node, pod, share }: Params): Params {
  return { place: node ?? pod, ...(typeof share === 'number' && { percent: Math.round(share * 100) }) };
}

/** Some decisions are told differently: by what tipped the balance, by what they end, by who made them. */
function variantOf(code: string, params: Params): string | undefined {
  const { why, on, ms, share, policy, resource, actor, restarts, added, removed, current, desired } = params;
  if (typeof why === 'string') return why;
  if (on === false || ms === 0 || share === 0) return 'off';
  switch (code) {
    case 'user.setUnknownImages':
      return String(policy);
    case 'write.create':
      return actor === 'kubeadm' ? 'setUp' : resource === 'nodes' ? 'registered' : undefined;
    case 'kubelet.started':
      return restarts === 0 ? undefined : 'again';
    case 'node.taint':
      return removed === '' ? 'added' : added === '' ? 'removed' : undefined;
    case 'autoscaler.status':
      return desired === 0 && current !== 0 ? 'unmeasured' : undefined;
    default:
      return undefined;
  }
}
