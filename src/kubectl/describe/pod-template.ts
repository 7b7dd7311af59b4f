import type { PodTemplateSpec } from '../../engine/index.ts';
import { writeContainers } from './containers.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import { writeSpreadConstraints, writeTolerations } from './scheduling.ts';
import { writeVolumes } from './volumes.ts';
import type { DescribeWriter } from './writer.ts';

/** The pod template of a workload (describe.go, DescribePodTemplate). */
export function describePodTemplate(writer: DescribeWriter, template: PodTemplateSpec | undefined): void {
  writer.line(0, 'Pod Template:');
  if (template === undefined) {
    writer.write('  <unset>');
    return;
  }
  const { metadata, spec } = template;
  writeLabels(writer, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) {
    writeAnnotations(writer, '  Annotations', metadata?.annotations);
  }
  if ((spec.serviceAccountName ?? '') !== '') writer.line(0, `  Service Account:\t${spec.serviceAccountName}`);
  if ((spec.initContainers?.length ?? 0) > 0) {
    writeContainers(writer, spec.initContainers ?? [], { label: 'Init Containers', inTemplate: true });
  }
  writeContainers(writer, spec.containers, { label: 'Containers', inTemplate: true });
  writeVolumes(writer, spec.volumes ?? [], true);
  writeSpreadConstraints(writer, '  ', spec.topologySpreadConstraints);
  if ((spec.priorityClassName ?? '') !== '') writer.line(0, `  Priority Class Name:\t${spec.priorityClassName}`);
  writeLabels(writer, '  Node-Selectors', spec.nodeSelector);
  writeTolerations(writer, '  Tolerations', spec.tolerations);
}
