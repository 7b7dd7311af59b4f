import type { BuiltinResource } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';
import { groupKind } from '../resources.ts';

const WITH_REVISIONS = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);

/** Kinds that kubectl has a place for in its visitors (kubectl pkg/apps/kind_visitor.go), though they have no revisions. */
const VISITED = new Set(['CronJob', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController']);

/** Refuses kinds without revisions; `tool` is what kubectl looks for, and `what` what it says that it retrieves. */
export function checkRevisions(resource: BuiltinResource, tool: 'history viewer' | 'rollbacker', what: string): void {
  const { group, kind } = resource;
  if (WITH_REVISIONS.has(kind)) return;
  const named = groupKind(resource);
  throw new KubectlError(
    VISITED.has(kind)
      ? `no ${tool} has been implemented for "${named}"`
      : `error retrieving ${what} for "${named}", no visitor method exists for {${group} ${kind}}`,
  );
}
