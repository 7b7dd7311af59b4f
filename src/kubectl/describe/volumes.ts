import type { Volume } from '../../engine/index.ts';
import type { DescribeWriter } from './writer.ts';

interface ProjectedSource {
  secret?: { name?: string; optional?: boolean };
  configMap?: { name?: string; optional?: boolean };
  downwardAPI?: unknown;
  serviceAccountToken?: { expirationSeconds?: number };
}

function projectedLines(sources: readonly ProjectedSource[]): string[] {
  const optionalText = (optional: boolean | undefined): string => (optional === undefined ? '<nil>' : String(optional));
  return sources.flatMap(({ secret, configMap, downwardAPI, serviceAccountToken }) => {
    if (secret !== undefined) {
      return [`SecretName:\t${secret.name ?? ''}`, `SecretOptionalName:\t${optionalText(secret.optional)}`];
    }
    if (downwardAPI !== undefined) return ['DownwardAPI:\ttrue'];
    if (configMap !== undefined) {
      return [`ConfigMapName:\t${configMap.name ?? ''}`, `ConfigMapOptional:\t${optionalText(configMap.optional)}`];
    }
    if (serviceAccountToken === undefined) return [];
    return [`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`];
  });
}

/** What is written of a volume, without indentation; undefined for sources that are not known. */
function volumeLines(volume: Volume): string[] | undefined {
  if (volume.hostPath !== undefined) {
    return [
      'Type:\tHostPath (bare host directory volume)',
      `Path:\t${volume.hostPath.path}`,
      `HostPathType:\t${volume.hostPath.type ?? '<none>'}`,
    ];
  }
  if (volume.emptyDir !== undefined) {
    return [
      "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
      `Medium:\t${volume.emptyDir.medium ?? ''}`,
      `SizeLimit:\t${volume.emptyDir.sizeLimit ?? '<unset>'}`,
    ];
  }
  if (volume.secret !== undefined) {
    return [
      'Type:\tSecret (a volume populated by a Secret)',
      `SecretName:\t${volume.secret.secretName ?? ''}`,
      `Optional:\t${volume.secret.optional ?? false}`,
    ];
  }
  if (volume.configMap !== undefined) {
    return [
      'Type:\tConfigMap (a volume populated by a ConfigMap)',
      `Name:\t${volume.configMap.name ?? ''}`,
      `Optional:\t${volume.configMap.optional ?? false}`,
    ];
  }
  if (volume.persistentVolumeClaim !== undefined) {
    return [
      'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      `ClaimName:\t${volume.persistentVolumeClaim.claimName}`,
      `ReadOnly:\t${volume.persistentVolumeClaim.readOnly ?? false}`,
    ];
  }
  if (volume.projected !== undefined) {
    const { sources = [] } = volume.projected as { sources?: readonly ProjectedSource[] };
    return [
      'Type:\tProjected (a volume that contains injected data from multiple sources)',
      ...projectedLines(sources),
    ];
  }
  if (volume.downwardAPI !== undefined) {
    const { items = [] } = volume.downwardAPI as { items?: { path: string; fieldRef?: { fieldPath: string } }[] };
    return [
      'Type:\tDownwardAPI (a volume populated by information about the pod)',
      'Items:',
      ...items.flatMap(({ path, fieldRef }) => (fieldRef === undefined ? [] : [`  ${fieldRef.fieldPath} -> ${path}`])),
    ];
  }
  const nfs = volume['nfs'] as { server?: string; path?: string; readOnly?: boolean } | undefined;
  if (nfs !== undefined) {
    return [
      'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)',
      `Server:\t${nfs.server ?? ''}`,
      `Path:\t${nfs.path ?? ''}`,
      `ReadOnly:\t${nfs.readOnly ?? false}`,
    ];
  }
  return undefined;
}

/** The volumes of a pod or pod template (describe.go, describeVolumes). */
export function writeVolumes(writer: DescribeWriter, volumes: readonly Volume[], inTemplate: boolean): void {
  const space = inTemplate ? '  ' : '';
  if (volumes.length === 0) {
    writer.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  writer.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    writer.line(1, `${inTemplate ? ' ' : ''}${volume.name}:`);
    const lines = volumeLines(volume);
    if (lines === undefined) writer.line(1, '<unknown>');
    else for (const text of lines) writer.line(2, text);
  }
}
