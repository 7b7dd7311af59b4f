import type { GenericObject, Pod } from '../../engine/index.ts';
import { writeContainers, writeSeccompProfile } from './containers.ts';
import { writeEventsOf, type Describer } from './describer.ts';
import { controllerText, fullDate, sinceText, writeAnnotations, writeLabels } from './metadata.ts';
import { writeSpreadConstraints, writeTolerations } from './scheduling.ts';
import { writeVolumes } from './volumes.ts';
import type { DescribeWriter } from './writer.ts';

function writeStatus(writer: DescribeWriter, { metadata, status }: Pod, now: number): void {
  const hasEnded = status.phase === 'Failed' || status.phase === 'Succeeded';
  if (metadata.deletionTimestamp !== undefined && !hasEnded) {
    writer.line(0, `Status:\tTerminating (lasts ${sinceText(metadata.deletionTimestamp, now)})`);
    writer.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else writer.line(0, `Status:\t${status.phase ?? ''}`);
  if ((status.reason ?? '') !== '') writer.line(0, `Reason:\t${status.reason}`);
  if ((status.message ?? '') !== '') writer.line(0, `Message:\t${status.message}`);
}

function writeAddresses(writer: DescribeWriter, { status }: Pod): void {
  writer.line(0, `IP:\t${status.podIP ?? ''}`);
  const ips = status.podIPs ?? [];
  writer.line(0, ips.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of ips) writer.line(1, `IP:\t${ip}`);
}

function writeHead(writer: DescribeWriter, pod: Pod, now: number): void {
  const { metadata, spec, status } = pod;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  if (spec.priority !== undefined) writer.line(0, `Priority:\t${spec.priority}`);
  if ((spec.priorityClassName ?? '') !== '') writer.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if ((spec.runtimeClassName ?? '') !== '') writer.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if ((spec.serviceAccountName ?? '') !== '') writer.line(0, `Service Account:\t${spec.serviceAccountName}`);
  const node = spec.nodeName ?? '';
  writer.line(0, `Node:\t${node === '' ? '<none>' : `${node}/${status.hostIP ?? ''}`}`);
  if (status.startTime !== undefined) writer.line(0, `Start Time:\t${fullDate(status.startTime)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writeStatus(writer, pod, now);
  writeSeccompProfile(writer, 0, spec.securityContext);
  writeAddresses(writer, pod);
  const controller = controllerText(pod);
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`);
  if ((status.nominatedNodeName ?? '') !== '') writer.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
}

function writeConditions(writer: DescribeWriter, { spec, status }: Pod): void {
  const conditions = status.conditions ?? [];
  if ((spec.readinessGates?.length ?? 0) > 0) {
    writer.line(0, 'Readiness Gates:');
    writer.line(1, 'Type\tStatus');
    for (const { conditionType } of spec.readinessGates ?? []) {
      const condition = conditions.find(({ type }) => type === conditionType);
      writer.line(1, `${conditionType} \t${condition?.status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  writer.line(0, 'Conditions:');
  writer.line(1, 'Type\tStatus');
  for (const { type, status: value } of conditions) writer.line(1, `${type} \t${value} `);
}

export const describePod: Describer = (writer, object: GenericObject, context) => {
  const pod = object as unknown as Pod;
  const { spec, status } = pod;
  writeHead(writer, pod, context.now);
  const groups = [
    ['Init Containers', spec.initContainers, status.initContainerStatuses],
    ['Containers', spec.containers, status.containerStatuses],
    ['Ephemeral Containers', spec.ephemeralContainers, status.ephemeralContainerStatuses],
  ] as const;
  for (const [label, containers = [], statuses] of groups) {
    if (containers.length === 0 && label !== 'Containers') continue;
    writeContainers(writer, containers, { label, inTemplate: false, statuses, pod });
  }
  writeConditions(writer, pod);
  writeVolumes(writer, spec.volumes ?? [], false);
  writer.line(0, `QoS Class:\t${status.qosClass ?? 'BestEffort'}`);
  writeLabels(writer, 'Node-Selectors', spec.nodeSelector);
  writeTolerations(writer, 'Tolerations', spec.tolerations);
  writeSpreadConstraints(writer, '', spec.topologySpreadConstraints);
  writeEventsOf(writer, object, context);
};
