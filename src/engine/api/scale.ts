import type { Json } from '../json.ts';
import type { GenericObject, LabelSelector } from '../kinds/types/index.ts';
import { readScale, writeScale } from './custom-resources/scale-paths.ts';
import type { ServedResource } from './served-resource.ts';
import { labelSelectorToText } from './selectors.ts';
import { invalid as invalidField } from './field.ts';
import { badRequest, invalid, resourceNotServed } from './status.ts';

/** The autoscaling/v1 Scale of a workload (pkg/registry/apps/deployment/storage/storage.go, scaleFromDeployment). */
export function scaleOf(served: ServedResource, object: GenericObject): GenericObject {
  const paths = served.version?.subresources?.scale;
  if (paths !== undefined) {
    const { replicas, current, selector } = readScale(object, paths);
    return scale(object, replicas, current, selector);
  }
  const replicas = object.spec?.['replicas'];
  if (typeof replicas !== 'number') throw resourceNotServed();
  const selector = object.spec?.['selector'];
  const text =
    served.info.kind === 'ReplicationController'
      ? labelSelectorToText({ matchLabels: (selector ?? {}) as Record<string, string> })
      : labelSelectorToText(selector as LabelSelector);
  const current = object.status?.['replicas'];
  return scale(object, replicas, typeof current === 'number' ? current : 0, text);
}

function scale({ metadata }: GenericObject, replicas: number, current: number, selector: string): GenericObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: current, ...(selector !== '' && { selector }) },
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
  served: ServedResource,
  object: GenericObject,
  scale: { replicas: number; resourceVersion?: string },
): GenericObject {
  if (scale.replicas < 0) {
    const error = invalidField('spec.replicas', scale.replicas, 'must be greater than or equal to 0');
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name, [error]);
  }
  const { resourceVersion = object.metadata.resourceVersion } = scale;
  const next = { ...object, metadata: { ...object.metadata, resourceVersion } };
  const paths = served.version?.subresources?.scale;
  if (paths !== undefined) return writeScale(next, paths, scale.replicas);
  return { ...next, spec: { ...object.spec, replicas: scale.replicas } };
}
