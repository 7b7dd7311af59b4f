import {
  resourceFieldValue,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type EnvVar,
  type Pod,
  type Probe,
} from '../../engine/index.ts';
import { fullDate } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

/** What `describe` knows besides the containers themselves. */
export interface ContainersContext {
  label: string;
  /** Containers of a pod template are indented. */
  inTemplate: boolean;
  statuses?: readonly ContainerStatus[] | undefined;
  /** The pod that field references in variables are read from. */
  pod?: Pod;
}

function writePorts(writer: DescribeWriter, { ports = [] }: Container): void {
  const own = ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`).join(', ');
  const host = ports.map(({ hostPort = 0, protocol = 'TCP' }) => `${hostPort}/${protocol}`).join(', ');
  writer.line(2, own.includes(',') ? `Ports:\t${own}` : `Port:\t${own === '' ? '<none>' : own}`);
  writer.line(2, host.includes(',') ? `Host Ports:\t${host}` : `Host Port:\t${host === '' ? '<none>' : host}`);
}

/** Which system calls are allowed, of a pod (level 0) or of a container (level 2). */
export function writeSeccompProfile(
  writer: DescribeWriter,
  level: 0 | 2,
  securityContext: Readonly<Record<string, unknown>> | undefined,
): void {
  const profile = securityContext?.['seccompProfile'] as { type?: string; localhostProfile?: string } | undefined;
  if (profile === undefined) return;
  writer.line(level, `SeccompProfile:\t${profile.type ?? ''}`);
  if (profile.type !== 'Localhost') return;
  writer.line(level === 0 ? 0 : level + 1, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function writeWords(writer: DescribeWriter, title: string, words: readonly string[] | undefined): void {
  if (words === undefined || words.length === 0) return;
  writer.line(2, `${title}:`);
  for (const word of words) for (const part of word.split('\n')) writer.line(3, part);
}

function writeState(writer: DescribeWriter, title: string, state: ContainerState): void {
  if (state.running !== undefined) {
    writer.line(2, `${title}:\tRunning`);
    writer.line(3, `Started:\t${fullDate(state.running.startedAt)}`);
    return;
  }
  const end = state.terminated;
  writer.line(2, `${title}:\t${end === undefined ? 'Waiting' : 'Terminated'}`);
  const reason = end === undefined ? state.waiting?.reason : end.reason;
  if (reason !== undefined && reason !== '') writer.line(3, `Reason:\t${reason}`);
  if (end === undefined) return;
  if (end.message !== undefined && end.message !== '') writer.line(3, `Message:\t${end.message}`);
  writer.line(3, `Exit Code:\t${end.exitCode}`);
  if (end.signal !== undefined && end.signal > 0) writer.line(3, `Signal:\t${end.signal}`);
  writer.line(3, `Started:\t${fullDate(end.startedAt)}`);
  writer.line(3, `Finished:\t${fullDate(end.finishedAt)}`);
}

function writeQuantities(
  writer: DescribeWriter,
  title: string,
  values: Readonly<Record<string, string>> | undefined,
): void {
  const names = Object.keys(values ?? {}).toSorted();
  if (names.length === 0) return;
  writer.line(2, `${title}:`);
  for (const name of names) writer.line(3, `${name}:\t${values?.[name] ?? ''}`);
}

/** A probe in one line (describe.go, DescribeProbe). */
function probeText(probe: Probe): string {
  const attributes = [
    `delay=${probe.initialDelaySeconds ?? 0}s`,
    `timeout=${probe.timeoutSeconds ?? 0}s`,
    `period=${probe.periodSeconds ?? 0}s`,
    `#success=${probe.successThreshold ?? 0}`,
    `#failure=${probe.failureThreshold ?? 0}`,
  ].join(' ');
  if (probe.exec !== undefined) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet !== undefined) {
    const { scheme = '', host = '', port, path = '' } = probe.httpGet;
    const prefix = scheme === '' ? '' : `${scheme.toLowerCase()}:`;
    const separator = path === '' || path.startsWith('/') ? '' : '/';
    return `http-get ${prefix}//${host}:${port}${separator}${path} ${attributes}`;
  }
  if (probe.tcpSocket !== undefined) {
    return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  }
  if (probe.grpc !== undefined) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function writeProbes(writer: DescribeWriter, container: Container): void {
  if (container.livenessProbe !== undefined) writer.line(2, `Liveness:\t${probeText(container.livenessProbe)}`);
  if (container.readinessProbe !== undefined) writer.line(2, `Readiness:\t${probeText(container.readinessProbe)}`);
  if (container.startupProbe !== undefined) writer.line(2, `Startup:\t${probeText(container.startupProbe)}`);
}

function writeEnvFrom(writer: DescribeWriter, { envFrom = [] }: Container): void {
  if (envFrom.length === 0) return;
  writer.line(2, 'Environment Variables from:');
  for (const { prefix = '', configMapRef, secretRef } of envFrom) {
    const source = configMapRef === undefined ? 'Secret' : 'ConfigMap';
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    const withPrefix = prefix === '' ? source : `${source} with prefix '${prefix}'`;
    writer.line(3, `${name}\t${withPrefix}\tOptional: ${optional}`);
  }
}

/** The value of a field reference; kubectl knows those to metadata alone (pkg/fieldpath, ExtractFieldPathAsString). */
function fieldText(pod: Pod | undefined, path: string): string {
  if (pod === undefined) return '';
  const { metadata } = pod;
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (keyed !== null) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    default:
      return '';
  }
}

function envLines(container: Container, variable: EnvVar, pod: Pod | undefined): string[] {
  const { name, value = '', valueFrom } = variable;
  if (valueFrom === undefined) {
    return value.split('\n').map((part, index) => (index === 0 ? `${name}:\t${part}` : `\t${part}`));
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef !== undefined) {
    return [`${name}:\t${fieldText(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`];
  }
  if (resourceFieldRef !== undefined) {
    const { resource } = resourceFieldRef;
    const amount = resourceFieldValue(container, resourceFieldRef);
    const isWholeNode = amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory');
    return [`${name}:\t${isWholeNode ? 'node allocatable' : amount} (${resource})`];
  }
  if (secretKeyRef !== undefined) {
    const { key, name: secret = '', optional = false } = secretKeyRef;
    return [`${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`];
  }
  if (configMapKeyRef !== undefined) {
    const { key, name: map = '', optional = false } = configMapKeyRef;
    return [`${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`];
  }
  return [];
}

function writeEnv(writer: DescribeWriter, container: Container, pod: Pod | undefined): void {
  const env = container.env ?? [];
  writer.line(2, env.length === 0 ? 'Environment:\t<none>' : 'Environment:');
  for (const variable of env) for (const text of envLines(container, variable, pod)) writer.line(3, text);
}

function writeMounts(writer: DescribeWriter, { volumeMounts = [] }: Container): void {
  writer.line(2, volumeMounts.length === 0 ? 'Mounts:\t<none>' : 'Mounts:');
  for (const mount of volumeMounts.toSorted((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const path = mount.subPath === undefined || mount.subPath === '' ? [] : [`path=${JSON.stringify(mount.subPath)}`];
    const flags = [mount.readOnly === true ? 'ro' : 'rw', ...path].join(',');
    writer.line(3, `${mount.mountPath} from ${mount.name} (${flags})`);
  }
}

function writeDevices(writer: DescribeWriter, { volumeDevices = [], volumeMounts = [] }: Container): void {
  if (volumeDevices.length === 0) return;
  // kubectl says of the mounts, not of the devices, that there are none.
  writer.line(2, volumeMounts.length === 0 ? 'Devices:\t<none>' : 'Devices:');
  for (const { devicePath, name } of volumeDevices.toSorted((a, b) => (a.devicePath < b.devicePath ? -1 : 1))) {
    writer.line(3, `${devicePath} from ${name}`);
  }
}

/** The containers of a pod or pod template (describe.go, describeContainers). */
export function writeContainers(
  writer: DescribeWriter,
  containers: readonly Container[],
  { label, inTemplate, statuses, pod }: ContainersContext,
): void {
  const space = inTemplate ? '  ' : '';
  if (containers.length === 0) {
    writer.line(0, `${space}${label}: <none>`);
    return;
  }
  writer.line(0, `${space}${label}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    writer.line(1, `${inTemplate ? ' ' : ''}${container.name}:`);
    if (status !== undefined) writer.line(2, `Container ID:\t${status.containerID ?? ''}`);
    writer.line(2, `Image:\t${container.image ?? ''}`);
    if (status !== undefined) writer.line(2, `Image ID:\t${status.imageID ?? ''}`);
    writePorts(writer, container);
    writeSeccompProfile(writer, 2, container.securityContext);
    writeWords(writer, 'Command', container.command);
    writeWords(writer, 'Args', container.args);
    if (status !== undefined) {
      writeState(writer, 'State', status.state ?? {});
      if (status.lastState?.terminated !== undefined) writeState(writer, 'Last State', status.lastState);
      writer.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
      writer.line(2, `Restart Count:\t${status.restartCount}`);
    }
    writeQuantities(writer, 'Limits', container.resources?.limits);
    writeQuantities(writer, 'Requests', container.resources?.requests);
    writeProbes(writer, container);
    writeEnvFrom(writer, container);
    writeEnv(writer, container, pod);
    writeMounts(writer, container);
    writeDevices(writer, container);
  }
}
