import { accessModesText, formatLabels, type Pod } from '../../engine/index.ts';
import { writeEventsOf, type Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

interface ClaimSpec {
  storageClassName?: string;
  volumeName?: string;
  volumeMode?: string;
}

interface ClaimStatus {
  phase?: string;
  capacity?: Record<string, string>;
  accessModes?: string[];
}

export const describeClaim: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = (object.spec ?? {}) as ClaimSpec;
  const status = (object.status ?? {}) as ClaimStatus;
  const isBound = (spec.volumeName ?? '') !== '';
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `StorageClass:\t${spec.storageClassName ?? ''}`);
  writer.line(0, `Status:\t${metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating'}`);
  writer.line(0, `Volume:\t${spec.volumeName ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
  writer.line(0, `Capacity:\t${isBound ? (status.capacity?.['storage'] ?? '') : ''}`);
  writer.line(0, `Access Modes:\t${isBound ? accessModesText(status.accessModes) : ''}`);
  if (spec.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`);
  const users = context.api
    .list(PODS, metadata.namespace ?? '')
    .items.map((item) => item as unknown as Pod)
    .filter((pod) =>
      pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name),
    )
    .map((pod) => pod.metadata.name);
  const [first = '<none>', ...others] = users;
  writer.line(0, `Used By:\t${first}`);
  for (const name of others) writer.line(0, `\t${name}`);
  writeEventsOf(writer, object, context);
};

interface VolumeSpec {
  storageClassName?: string;
  claimRef?: { namespace?: string; name?: string };
  persistentVolumeReclaimPolicy?: string;
  accessModes?: string[];
  volumeMode?: string;
  capacity?: Record<string, string>;
  hostPath?: { path: string; type?: string };
}

export const describePersistentVolume: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = (object.spec ?? {}) as VolumeSpec;
  const status = (object.status ?? {}) as { phase?: string; reason?: string; message?: string };
  writer.line(0, `Name:\t${metadata.name}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
  writer.line(0, `StorageClass:\t${spec.storageClassName ?? ''}`);
  const phase = metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating';
  writer.line(0, `Status:\t${phase}`);
  const claim = spec.claimRef;
  writer.line(0, `Claim:\t${claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`}`);
  writer.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  writer.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
  if (spec.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`);
  writer.line(0, `Capacity:\t${spec.capacity?.['storage'] ?? ''}`);
  writer.line(0, 'Node Affinity:\t<none>');
  writer.line(0, `Message:\t${status.message ?? ''}`);
  writer.line(0, 'Source:');
  if (spec.hostPath !== undefined) {
    writer.line(2, 'Type:\tHostPath (bare host directory volume)');
    writer.line(2, `Path:\t${spec.hostPath.path}`);
    writer.line(2, `HostPathType:\t${spec.hostPath.type ?? '<none>'}`);
  } else writer.line(2, '<unknown>');
  writeEventsOf(writer, object, context);
};

export const describeStorageClass: Describer = (writer, object, context) => {
  const annotations = object.metadata.annotations ?? {};
  const isDefault = annotations['storageclass.kubernetes.io/is-default-class'] === 'true';
  const parameters = Object.entries((object['parameters'] ?? {}) as Record<string, string>).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const options = (object['mountOptions'] ?? []) as string[];
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`);
  writer.line(0, `Annotations:\t${formatLabels(annotations)}`);
  writer.line(0, `Provisioner:\t${String(object['provisioner'] ?? '')}`);
  writer.line(0, `Parameters:\t${parameters.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'}`);
  const expansion = object['allowVolumeExpansion'];
  writer.line(
    0,
    `AllowVolumeExpansion:\t${expansion === undefined ? '<unset>' : expansion === true ? 'True' : 'False'}`,
  );
  writer.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
  for (const option of options) writer.line(1, option);
  if (object['reclaimPolicy'] !== undefined) writer.line(0, `ReclaimPolicy:\t${String(object['reclaimPolicy'])}`);
  if (object['volumeBindingMode'] !== undefined) {
    writer.line(0, `VolumeBindingMode:\t${String(object['volumeBindingMode'])}`);
  }
  writeEventsOf(writer, object, context);
};
