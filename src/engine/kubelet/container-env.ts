import { decodeBase64Text } from '../api/base64.ts';
import { goQuote } from '../api/go-syntax.ts';
import type { Lister } from '../api/lister.ts';
import { fromRFC3339 } from '../api/time.ts';
import type { Container, EnvVar, Pod, Service } from '../kinds/types/index.ts';
import type { Run } from './container-state.ts';
import { resourceFieldValue } from './resource-field.ts';
import { expandVariables } from './program.ts';

/** A container's environment, or why it has none: the message of CreateContainerConfigError. */
export type Environment =
  { readonly ok: true; readonly env: Record<string, string> } | { readonly ok: false; readonly message: string };

export interface PodAddresses {
  readonly hostIP: string;
  readonly podIP: string;
}

type Lookup = { readonly data: Readonly<Record<string, string>> | undefined; readonly kind: 'ConfigMap' | 'Secret' };

function find(lister: Lister, namespace: string, kind: Lookup['kind'], name: string): Lookup {
  if (kind === 'ConfigMap') {
    const found = lister.get('configmaps', namespace, name);
    return { kind, data: found === undefined ? undefined : (found.data ?? {}) };
  }
  const found = lister.get('secrets', namespace, name);
  if (found === undefined) return { kind, data: undefined };
  const data = Object.entries(found.data ?? {}).map(([key, value]) => [key, decodeBase64Text(value) ?? '']);
  return { kind, data: Object.fromEntries(data) as Record<string, string> };
}

class Unresolved extends Error {}

/** A field of the pod as the downward API gives it (pkg/fieldpath/fieldpath.go). */
export function podField(pod: Pod, path: string, addresses: PodAddresses): string {
  const { metadata, spec } = pod;
  const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (entry !== null) return metadata[entry[1] as 'labels' | 'annotations']?.[entry[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses.hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return addresses.podIP;
    case 'metadata.labels':
    case 'metadata.annotations': {
      const map = path === 'metadata.labels' ? metadata.labels : metadata.annotations;
      return Object.entries(map ?? {})
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${goQuote(value)}`)
        .join('\n');
    }
    default:
      return '';
  }
}

function valueOf(
  pod: Pod,
  container: Container,
  variable: EnvVar,
  lister: Lister,
  addresses: PodAddresses,
): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = variable.valueFrom ?? {};
  if (fieldRef !== undefined) return podField(pod, fieldRef.fieldPath, addresses);
  if (resourceFieldRef !== undefined) {
    const named = pod.spec.containers.find(({ name }) => name === resourceFieldRef.containerName) ?? container;
    const node = lister.get('nodes', '', pod.spec.nodeName ?? '');
    return resourceFieldValue(named, resourceFieldRef, node?.status.allocatable);
  }
  const reference = configMapKeyRef ?? secretKeyRef;
  if (reference === undefined) return undefined;
  const namespace = pod.metadata.namespace ?? '';
  const name = reference.name ?? '';
  const kind = configMapKeyRef === undefined ? 'Secret' : 'ConfigMap';
  const { data } = find(lister, namespace, kind, name);
  const value = data?.[reference.key];
  if (value !== undefined || reference.optional === true) return value;
  if (data === undefined) throw new Unresolved(`${kind.toLowerCase()} "${name}" not found`);
  throw new Unresolved(`couldn't find key ${reference.key} in ${kind} ${namespace}/${name}`);
}

/**
 * The variables that the manifest gives a container (pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables), without
 * those of Services.
 */
export function containerEnvironment(
  pod: Pod,
  container: Container,
  lister: Lister,
  addresses: PodAddresses,
): Environment {
  const namespace = pod.metadata.namespace ?? '';
  const env: Record<string, string> = {};
  try {
    for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
      const reference = configMapRef ?? secretRef;
      const kind = configMapRef === undefined ? 'Secret' : 'ConfigMap';
      const name = reference?.name ?? '';
      const { data } = find(lister, namespace, kind, name);
      if (data === undefined && reference?.optional !== true) {
        return { ok: false, message: `${kind.toLowerCase()} "${name}" not found` };
      }
      for (const [key, value] of Object.entries(data ?? {})) env[prefix + key] = value;
    }
    for (const variable of container.env ?? []) {
      const value =
        variable.valueFrom === undefined
          ? expandVariables(variable.value ?? '', env)
          : valueOf(pod, container, variable, lister, addresses);
      if (value !== undefined) env[variable.name] = value;
    }
  } catch (error) {
    if (error instanceof Unresolved) return { ok: false, message: error.message };
    throw error;
  }
  return { ok: true, env };
}

function readsOthers({ env = [], envFrom = [] }: Container): boolean {
  return envFrom.length > 0 || env.some(({ valueFrom }) => valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef);
}

/** The part of an environment that must be kept while the container runs, for it cannot be found out again. */
export function keptEnvironment(container: Container, environment: Environment): { env?: Record<string, string> } {
  return environment.ok && readsOthers(container) ? { env: environment.env } : {};
}

/** All variables of a container that runs: those it was started with. */
export function environmentOfRun(
  pod: Pod,
  container: Container,
  run: Run,
  lister: Lister,
  addresses: PodAddresses,
): Record<string, string> {
  const services = serviceEnvironment(pod, lister, run.startedAt);
  if (run.env !== undefined) return { ...services, ...run.env };
  const environment = containerEnvironment(pod, container, lister, addresses);
  return { ...services, ...(environment.ok && environment.env) };
}

function serviceVariables(service: Service, env: Record<string, string>): void {
  const { clusterIP, ports = [] } = service.spec;
  const [first] = ports;
  if (clusterIP === undefined || clusterIP === 'None' || clusterIP === '' || first === undefined) return;
  const prefix = service.metadata.name.toUpperCase().replaceAll('-', '_');
  env[`${prefix}_SERVICE_HOST`] = clusterIP;
  env[`${prefix}_SERVICE_PORT`] = String(first.port);
  for (const port of ports) {
    if (port.name === undefined || port.name === '') continue;
    env[`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`] = String(port.port);
  }
  for (const port of ports) {
    const protocol = port.protocol ?? 'TCP';
    const url = `${protocol.toLowerCase()}://${clusterIP}:${port.port}`;
    if (port === first) env[`${prefix}_PORT`] = url;
    const portPrefix = `${prefix}_PORT_${port.port}_${protocol}`;
    env[portPrefix] = url;
    env[`${portPrefix}_PROTO`] = protocol.toLowerCase();
    env[`${portPrefix}_PORT`] = String(port.port);
    env[`${portPrefix}_ADDR`] = clusterIP;
  }
}

/**
 * The variables of the Services that exist when a container is started (pkg/kubelet/envvars, FromServices); `startedAt` in
 * ms since the epoch.
 */
export function serviceEnvironment(pod: Pod, lister: Lister, startedAt: number): Record<string, string> {
  const env: Record<string, string> = {};
  const apiServer = lister.get('services', 'default', 'kubernetes');
  if (apiServer !== undefined) serviceVariables(apiServer, env);
  if (pod.spec.enableServiceLinks === false) return env;
  for (const service of lister.list('services', pod.metadata.namespace ?? '')) {
    if (fromRFC3339(service.metadata.creationTimestamp) <= startedAt) serviceVariables(service, env);
  }
  return env;
}
