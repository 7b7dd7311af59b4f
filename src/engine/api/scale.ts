import type { Json } from '../json.ts';
import type { GenericObject, LabelSelector } from '../kinds/types/index.ts';
import type { ServedResource } from './served-resource.ts';
import { labelSelectorToText } from './selectors.ts';
import { invalid as invalidField } from './field.ts';
import { badRequest, invalid, resourceNotServed } from './status.ts';

/** The autoscaling/v1 Scale of a workload (pkg/registry/apps/deployment/storage/storage.go, scaleFromDeployment). */
export function scaleOf(served: ServedResource, object: GenericObject): GenericObject {
  const replicas = object.spec?.['replicas'];
  if (typeof replicas !== 'number') throw resourceNotServed();
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = object.spec?.['selector'];
  const text =
    served.info.kind === 'ReplicationController'
      ? labelSelectorToText({ matchLabels: (selector ?? {}) as Record<string, string> })
      : labelSelectorToText(selector as LabelSelector);
  const current = object.status?.['replicas'];
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: typeof current === 'number' ? current : 0, selector: text },
  };
}

/** The replica count that a Scale asks for; ApiError 400 when it is not one. */
export function decodeScale(body: Json | undefined): { replicas: number; resourceVersion?: string } {
  const scale = body as { spec?: { replicas?: unknown }; metadata?: { resourceVersion?: unknown } } | null | undefined;
  const replicas = scale?.spec?.replicas ?? 0;
  if (typeof replicas !== 'number' || !Number.isSafeInteger(replicas)) {
    throw badRequest('spec.replicas: must be an integer');
  }
  const resourceVersion = scale?.metadata?.resourceVersion;
  return typeof resourceVersion === 'string' ? { replicas, resourceVersion } : { replicas };
}

export function withReplicas(
  object: GenericObject,
  scale: { replicas: number; resourceVersion?: string },
): GenericObject {
  if (scale.replicas < 0) {
    const error = invalidField('spec.replicas', scale.replicas, 'must be greater than or equal to 0');
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name, [error]);
  }
  const { resourceVersion = object.metadata.resourceVersion } = scale;
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion },
    spec: { ...object.spec, replicas: scale.replicas },
  };
}
