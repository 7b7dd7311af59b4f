import {
  accessModesText,
  formatLabels,
  storageClassOf,
  type AccessMode,
  type GenericObject,
  type ObjectMeta,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type PersistentVolumeClaimSpec,
  type PersistentVolumeSpec,
  type Pod,
} from '../../engine/index.ts';
import { writeEventsOf, type DescribeContext, type Describer } from './describer.ts';
import { fullDate, sinceText, writeAnnotations, writeLabels, writeList } from './metadata.ts';
import { volumeSourceLines } from './volume-sources.ts';
import type { DescribeWriter } from './writer.ts';

/** What only a claim that is stored can tell. */
interface FullClaim {
  readonly status: string;
  readonly capacity: string | undefined;
  readonly accessModes: readonly AccessMode[] | undefined;
}

type ClaimTemplate = Pick<GenericObject, 'spec'> & { metadata: Partial<ObjectMeta> };

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** A claim, or the template of one, which has neither a name nor a phase (describe.go, printPersistentVolumeClaim). */
export function writeClaim(writer: DescribeWriter, { metadata, spec }: ClaimTemplate, full?: FullClaim): void {
  const claim = (spec ?? {}) as PersistentVolumeClaimSpec;
  const { volumeName = '', volumeMode, dataSource } = claim;
  if (full !== undefined) {
    writer.line(0, `Name:\t${metadata.name ?? ''}`);
    writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  }
  writer.line(0, `StorageClass:\t${storageClassOf({ metadata, spec: claim })}`);
  if (full !== undefined) writer.line(0, `Status:\t${full.status}`);
  writer.line(0, `Volume:\t${volumeName}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  if (full !== undefined) writer.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
  const isBound = volumeName !== '';
  writer.line(0, `Capacity:\t${isBound ? (full?.capacity ?? '0') : ''}`);
  writer.line(0, `Access Modes:\t${isBound ? accessModesText(full?.accessModes) : ''}`);
  if (volumeMode !== undefined) writer.line(0, `VolumeMode:\t${volumeMode}`);
  if (dataSource === undefined) return;
  writer.line(0, 'DataSource:');
  if (dataSource.apiGroup !== undefined) writer.line(1, `APIGroup:\t${dataSource.apiGroup}`);
  writer.line(1, `Kind:\t${dataSource.kind}`);
  writer.line(1, `Name:\t${dataSource.name}`);
}

/** The pods that mount a claim, by name. */
function usersOf({ metadata }: GenericObject, { api }: DescribeContext): string[] {
  const pods = api.list(PODS, metadata.namespace ?? '').items.map((item) => item as unknown as Pod);
  const owners = new Set(metadata.ownerReferences?.filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid));
  return pods
    .filter(
      (pod) =>
        owners.has(pod.metadata.uid) ||
        pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name),
    )
    .map((pod) => pod.metadata.name)
    .toSorted();
}

export const describeClaim: Describer = (writer, object, context) => {
  const { metadata, status } = object as unknown as PersistentVolumeClaim;
  writeClaim(writer, object, {
    status: statusText(metadata, status.phase, context.now),
    capacity: status.capacity?.['storage'],
    accessModes: status.accessModes,
  });
  writeList(writer, 'Used By', usersOf(object, context));
  if ((status.conditions?.length ?? 0) > 0) {
    writer.line(0, 'Conditions:');
    writer.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const {
      type,
      status: state,
      lastProbeTime,
      lastTransitionTime,
      reason = '',
      message = '',
    } of status.conditions ?? []) {
      const times = `${fullDate(lastProbeTime)} \t${fullDate(lastTransitionTime)}`;
      writer.line(1, `${type} \t${state} \t${times} \t${reason} \t${message}`);
    }
  }
  writeEventsOf(writer, object, context);
};

/** `Node Affinity:` with its terms (describe.go, printVolumeNodeAffinity). */
function writeNodeAffinity(writer: DescribeWriter, { nodeAffinity }: PersistentVolumeSpec): void {
  const terms = nodeAffinity?.required?.nodeSelectorTerms;
  writer.line(0, `Node Affinity:\t${terms === undefined ? '<none>' : ''}`);
  if (terms === undefined) return;
  writer.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  terms.forEach(({ matchExpressions = [] }, index) => {
    const texts = matchExpressions.map(({ key, operator, values = [] }) =>
      [key, operator.toLowerCase(), ...(values.length === 0 ? [] : [`[${values.join(', ')}]`])].join(' '),
    );
    writeTerm(writer, 2, index, texts);
  });
}

/** The expressions of one term, the first beside its title. */
function writeTerm(writer: DescribeWriter, level: number, index: number, texts: readonly string[]): void {
  const [first = '<none>', ...others] = texts;
  writer.line(level, `Term ${index}:\t${first}`);
  for (const text of others) writer.line(level, `\t${text}`);
}

/** `Terminating (lasts 5s)` once an object is being deleted, otherwise its phase. */
function statusText({ deletionTimestamp }: ObjectMeta, phase: string | undefined, now: number): string {
  return deletionTimestamp === undefined ? (phase ?? '') : `Terminating (lasts ${sinceText(deletionTimestamp, now)})`;
}

export const describePersistentVolume: Describer = (writer, object, context) => {
  const { metadata } = object;
  const { spec, status } = object as unknown as PersistentVolume;
  writer.line(0, `Name:\t${metadata.name}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
  writer.line(0, `StorageClass:\t${storageClassOf({ metadata, spec })}`);
  writer.line(0, `Status:\t${statusText(metadata, status.phase, context.now)}`);
  const claim = spec.claimRef;
  writer.line(0, `Claim:\t${claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`}`);
  writer.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  writer.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
  if (spec.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`);
  writer.line(0, `Capacity:\t${spec.capacity?.['storage'] ?? ''}`);
  writeNodeAffinity(writer, spec);
  writer.line(0, `Message:\t${status.message ?? ''}`);
  writer.line(0, 'Source:');
  const source = volumeSourceLines(spec, true);
  if (source === undefined) writer.line(1, '<unknown>');
  else for (const text of source) writer.line(2, text);
  writeEventsOf(writer, object, context);
};

interface Topology {
  matchLabelExpressions?: { key: string; values: string[] }[];
}

export const describeStorageClass: Describer = (writer, object, context) => {
  const annotations = object.metadata.annotations ?? {};
  const isDefault = annotations['storageclass.kubernetes.io/is-default-class'] === 'true';
  const options = (object['mountOptions'] ?? []) as string[];
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`);
  writer.line(0, `Annotations:\t${formatLabels(annotations)}`);
  writer.line(0, `Provisioner:\t${String(object['provisioner'] ?? '')}`);
  writer.line(0, `Parameters:\t${formatLabels(object['parameters'] as Record<string, string> | undefined)}`);
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
  const topologies = object['allowedTopologies'] as Topology[] | undefined;
  if (topologies !== undefined) {
    writer.line(0, `AllowedTopologies:\t${topologies.length === 0 ? '<none>' : ''}`);
    topologies.forEach(({ matchLabelExpressions = [] }, index) => {
      const texts = matchLabelExpressions.map(({ key, values }) => `${key} in [${values.join(', ')}]`);
      writeTerm(writer, 1, index, texts);
    });
  }
  writeEventsOf(writer, object, context);
};
