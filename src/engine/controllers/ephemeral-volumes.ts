import type { PersistentVolumeClaimSpec, Pod, Volume } from '../kinds/types/index.ts';
import { controllerRef, isControlledBy } from './controller-ref.ts';
import type { Controller } from './controller.ts';

/*
 * Decisions, with their params:
 *   ephemeralVolume.claim  pod, claim
 */

interface EphemeralSource {
  volumeClaimTemplate?: {
    metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
    spec: PersistentVolumeClaimSpec;
  };
}

function isEphemeral(volume: Volume): boolean {
  return volume['ephemeral'] !== undefined;
}

/** Makes the claims of pods' ephemeral volumes, which go with their pods (pkg/controller/volume/ephemeral). */
export const ephemeralVolumeController: Controller = {
  name: 'ephemeral_volume',
  watches: [
    {
      resource: 'pods',
      keys: ({ type, object, namespace, name }) => {
        const { volumes = [] } = (object as Pod).spec;
        return type === 'ADDED' && volumes.some(isEphemeral) ? [`${namespace}/${name}`] : [];
      },
    },
  ],
  reconcile(key, port) {
    const [namespace = '', podName = ''] = key.split('/');
    const pod = port.lister.get('pods', namespace, podName);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    for (const volume of (pod.spec.volumes ?? []).filter(isEphemeral)) {
      const { volumeClaimTemplate: template } = volume['ephemeral'] as EphemeralSource;
      const name = `${podName}-${volume.name}`;
      const existing = port.lister.get('persistentvolumeclaims', namespace, name);
      if (template === undefined || (existing !== undefined && isControlledBy(existing, pod))) continue;
      if (existing !== undefined) {
        const text = `PVC "${namespace}/${name}" was not created for pod "${namespace}/${podName}" (pod is not owner)`;
        port.event(pod, 'Warning', 'EphemeralVolume', text);
        continue;
      }
      port.decide('ephemeralVolume.claim', { pod: podName, claim: name }, pod);
      const { labels, annotations } = template.metadata ?? {};
      port.client.create('persistentvolumeclaims', {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name,
          namespace,
          ...(labels !== undefined && { labels }),
          ...(annotations !== undefined && { annotations }),
          ownerReferences: [controllerRef(pod)],
        },
        spec: template.spec,
      });
    }
  },
};
