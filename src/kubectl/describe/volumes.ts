import type { GenericObject, Volume } from '../../engine/index.ts';
import { writeClaim } from './storage.ts';
import { volumeSourceLines } from './volume-sources.ts';
import { DescribeWriter } from './writer.ts';

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

interface DownwardItem {
  path: string;
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: { resource: string };
}

/** What is written of a volume, without indentation; undefined for sources that are not known. */
function volumeLines(volume: Volume): string[] | undefined {
  if (volume.projected !== undefined) {
    const { sources = [] } = volume.projected as { sources?: readonly ProjectedSource[] };
    return [
      'Type:\tProjected (a volume that contains injected data from multiple sources)',
      ...projectedLines(sources),
    ];
  }
  if (volume.downwardAPI !== undefined) {
    const { items = [] } = volume.downwardAPI as { items?: DownwardItem[] };
    return [
      'Type:\tDownwardAPI (a volume populated by information about the pod)',
      'Items:',
      ...items.flatMap(({ path, fieldRef, resourceFieldRef }) => [
        ...(fieldRef === undefined ? [] : [`  ${fieldRef.fieldPath} -> ${path}`]),
        ...(resourceFieldRef === undefined ? [] : [`  ${resourceFieldRef.resource} -> ${path}`]),
      ]),
    ];
  }
  return volumeSourceLines(volume, false);
}

interface EphemeralSource {
  volumeClaimTemplate?: Pick<GenericObject, 'spec'> & { metadata?: GenericObject['metadata'] };
}

/** A volume whose claim is made with the pod; the claim is told of as claims are (describe.go, printEphemeralVolumeSource). */
function writeEphemeralVolume(writer: DescribeWriter, { volumeClaimTemplate: template }: EphemeralSource): void {
  writer.line(
    2,
    'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  );
  if (template === undefined) return;
  const claim = new DescribeWriter();
  writeClaim(claim, { ...template, metadata: template.metadata ?? {} });
  // Each piece of what is nested is indented, so that values of labels stand further right than others.
  const nested = claim.raw().replace(/^(Labels:|Annotations:|)\t/gm, '$1\t    ');
  writer.write(nested.replace(/^(?=.)/gm, '    '));
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
    if (volume['ephemeral'] !== undefined) {
      writeEphemeralVolume(writer, volume['ephemeral'] as EphemeralSource);
      continue;
    }
    const lines = volumeLines(volume);
    if (lines === undefined) writer.line(1, '<unknown>');
    else for (const text of lines) writer.line(2, text);
  }
}
