import { hardAmounts, isInScope, missingAmounts, usageOf, usageText, usedOf } from '../../kinds/quota-usage.ts';
import type { Usage } from '../../kinds/quota-usage.ts';
import type { GenericObject, Pod, ResourceQuota } from '../../kinds/types/index.ts';
import { addQuantity, compareQuantity } from '../quantity.ts';
import type { Quantity } from '../quantity.ts';
import type { ServedResource } from '../served-resource.ts';
import type { Store } from '../store.ts';

function restrictedTo(usage: ReadonlyMap<string, Quantity>, names: readonly string[]): Usage {
  return new Map([...usage].filter(([name]) => names.includes(name)));
}

/** What a change asks for more than before; nothing is asked for what stays or shrinks. */
function growth(asks: ReadonlyMap<string, Quantity>, before: ReadonlyMap<string, Quantity>): Usage {
  const grown: Usage = new Map();
  for (const [name, amount] of asks) {
    const nano = amount.nano - (before.get(name)?.nano ?? 0n);
    if (nano > 0n) grown.set(name, { ...amount, nano, text: '' });
  }
  return grown;
}

/** Kinds whose changes may cost more; a pod costs what it asked for when it was made. */
const COUNTED_ON_UPDATE: ReadonlySet<string> = new Set(['services', 'persistentvolumeclaims']);

function refusalBy(
  { metadata, spec }: ResourceQuota,
  { info, table }: ServedResource,
  object: GenericObject,
  old: GenericObject | undefined,
  store: Store,
  now: number,
): string | undefined {
  if (!isInScope(spec, table, object)) return undefined;
  const hard = hardAmounts(spec.hard);
  const asks = usageOf(table, info.group, object, now);
  const requested = old === undefined ? asks : growth(asks, usageOf(table, info.group, old, now));
  if (table === 'pods') {
    const problem = missingAmounts(object as unknown as Pod, new Set(hard.keys()));
    if (problem !== undefined) return `failed quota: ${metadata.name}: must specify ${problem}`;
  }
  const concerned = [...requested.keys()].filter((name) => hard.has(name));
  if (concerned.length === 0) return undefined;
  const others: readonly GenericObject[] = store.list(table, metadata.namespace);
  const used = usedOf(
    spec,
    others.map((other) => ({ resource: table, group: info.group, object: other })),
    now,
  );
  const exceeded = concerned.filter((name) => {
    const after = addQuantity(used.get(name) ?? '0', requested.get(name) ?? '0');
    return compareQuantity(after, hard.get(name) ?? '0') > 0;
  });
  if (exceeded.length === 0) return undefined;
  const [asked, taken, limit] = [requested, used, hard].map((usage) => usageText(restrictedTo(usage, exceeded)));
  return `exceeded quota: ${metadata.name}, requested: ${asked ?? ''}, used: ${taken ?? ''}, limited: ${limit ?? ''}`;
}

/**
 * Why a new object may not be made, or one may not be changed (`old` is as it was), under the quotas of its namespace, worded for the end of
 * `pods "web" is forbidden: ` (apiserver pkg/admission/plugin/resourcequota, checkRequest); undefined when it may. What is
 * in use is counted now; upstream reads it from the quota's status, which lags behind. `now` in ms since the epoch.
 */
export function quotaRefusal(
  served: ServedResource,
  object: GenericObject,
  store: Store,
  now: number,
  old?: GenericObject,
): string | undefined {
  if (!served.info.namespaced || (old !== undefined && !COUNTED_ON_UPDATE.has(served.table))) return undefined;
  for (const quota of store.list('resourcequotas', object.metadata.namespace)) {
    const refusal = refusalBy(quota, served, object, old, store, now);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
