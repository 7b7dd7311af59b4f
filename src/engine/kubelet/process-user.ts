import type { Container, Pod } from '../kinds/types/index.ts';
import type { ProcessUser } from './shell/process.ts';

const numberIn = (...values: readonly unknown[]): number | undefined =>
  values.find((value): value is number => typeof value === 'number');

/**
 * Whom a container's processes run as: what its own security context says goes before its pod's. Undefined when neither
 * says anything, which is the image's user, root (pkg/kubelet/kuberuntime/security_context.go).
 */
export function processUser({ spec }: Pod, container: Container): ProcessUser | undefined {
  const own = container.securityContext ?? {};
  const shared = spec.securityContext ?? {};
  const uid = numberIn(own['runAsUser'], shared['runAsUser']);
  const gid = numberIn(own['runAsGroup'], shared['runAsGroup']);
  const fsGroup = numberIn(shared['fsGroup']);
  const given = Array.isArray(shared['supplementalGroups']) ? (shared['supplementalGroups'] as unknown[]) : [];
  const groups = [...(fsGroup === undefined ? [] : [fsGroup]), ...given.filter((group) => typeof group === 'number')];
  if (uid === undefined && gid === undefined && groups.length === 0) return undefined;
  return { uid: uid ?? 0, gid: gid ?? 0, groups, ...(fsGroup !== undefined && { fsGroup }) };
}
