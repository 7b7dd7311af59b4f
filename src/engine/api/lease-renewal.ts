import type { GenericObject } from '../kinds/types/index.ts';
import { toMicroTime } from './time.ts';

const NODE_LEASES = 'kube-node-lease';

/**
 * A Lease as it reads now. Kubelets renew theirs every ten seconds; that is not written, since nothing follows from it
 * while all is well, but whoever reads one finds its last renewal. `lastReport` answers ms since the epoch, undefined
 * for a node that there is none of.
 */
export function renewedLease(lease: GenericObject, lastReport: (node: string) => number | undefined): GenericObject {
  const { namespace, name } = lease.metadata;
  const spec = (lease.spec ?? {}) as { holderIdentity?: string };
  const reported = namespace === NODE_LEASES && spec.holderIdentity === name ? lastReport(name) : undefined;
  return reported === undefined ? lease : { ...lease, spec: { ...spec, renewTime: toMicroTime(reported) } };
}
