import { decodeBase64Text } from '../api/base64.ts';
import type { Lister } from '../api/lister.ts';
import type { Container, KeyToPath, Pod, Volume } from '../kinds/types/index.ts';
import { podToken } from '../api/service-account-token.ts';
import { fromRFC3339 } from '../api/time.ts';
import { podField } from './container-env.ts';
import type { PodAddresses } from './container-env.ts';
import { resourceFieldValue } from './resource-field.ts';
import type { MountedFolder } from './shell/process.ts';
import { CLUSTER_DOMAIN, resolvConf, resolverOf } from './resolv-conf.ts';

/** A volume that cannot be mounted, and why. */
export interface MountFailure {
  readonly volume: string;
  readonly message: string;
}

/** Every pod's token volume names it; the control plane publishes it to all namespaces, if a little late. */
const rootCertificates = 'kube-root-ca.crt';

interface Source {
  readonly kind: 'configmap' | 'secret';
  readonly name: string;
  readonly items: readonly KeyToPath[] | undefined;
  readonly optional: boolean;
}

/** Volumes that need nothing but the node itself, or a claim that the scheduler has seen bound. */
const mountable: ReadonlySet<string> = new Set([
  'emptyDir',
  'hostPath',
  'configMap',
  'secret',
  'projected',
  'downwardAPI',
  'persistentVolumeClaim',
  'ephemeral',
  'image',
  'csi',
  'gitRepo',
]);

function sources(volume: Volume): Source[] {
  const { configMap, secret, projected } = volume;
  if (configMap !== undefined) {
    return [
      { kind: 'configmap', name: configMap.name ?? '', items: configMap.items, optional: configMap.optional === true },
    ];
  }
  if (secret !== undefined) {
    return [{ kind: 'secret', name: secret.secretName ?? '', items: secret.items, optional: secret.optional === true }];
  }
  const parts = Array.isArray(projected?.['sources']) ? (projected['sources'] as unknown[]) : [];
  return parts.flatMap((part) => {
    const { configMap: map, secret: hidden } = part as {
      configMap?: { name?: string; items?: KeyToPath[]; optional?: boolean };
      secret?: { name?: string; items?: KeyToPath[]; optional?: boolean };
    };
    const reference = map ?? hidden;
    if (reference === undefined) return [];
    const kind = map === undefined ? 'secret' : 'configmap';
    return [
      { kind, name: reference.name ?? '', items: reference.items, optional: reference.optional === true } as const,
    ];
  });
}

function contents(
  lister: Pick<Lister, 'get'>,
  namespace: string,
  { kind, name }: Source,
): Record<string, string> | undefined {
  if (kind === 'configmap') {
    const found = lister.get('configmaps', namespace, name);
    return found === undefined ? undefined : { ...found.data, ...found.binaryData };
  }
  const found = lister.get('secrets', namespace, name);
  if (found === undefined) return undefined;
  const entries = Object.entries(found.data ?? {}).map(([key, value]) => [key, decodeBase64Text(value) ?? '']);
  return Object.fromEntries(entries) as Record<string, string>;
}

function failureOf(lister: Lister, namespace: string, volume: Volume): string | undefined {
  const source = Object.keys(volume).find((key) => key !== 'name');
  if (source !== undefined && !mountable.has(source)) {
    return `mount failed: exit status 32: no ${source} storage can be reached from this node`;
  }
  for (const wanted of sources(volume)) {
    if (wanted.optional || wanted.name === rootCertificates) continue;
    const data = contents(lister, namespace, wanted);
    if (data === undefined) return `${wanted.kind} "${wanted.name}" not found`;
    const missing = wanted.items?.find(({ key }) => !Object.hasOwn(data, key));
    if (missing !== undefined) {
      const what =
        wanted.kind === 'secret' ? 'references non-existent secret' : 'configmap references non-existent config';
      return `${what} key: ${missing.key}`;
    }
  }
  return undefined;
}

/** The pod's volumes that cannot be mounted now (pkg/volume: configmap, secret, projected). */
export function mountFailures(pod: Pod, lister: Lister): MountFailure[] {
  const namespace = pod.metadata.namespace ?? '';
  const failures: MountFailure[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    const why = failureOf(lister, namespace, volume);
    if (why !== undefined) {
      const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${why}`;
      failures.push({ volume: volume.name, message });
    }
  }
  return failures;
}

/** The pod's /etc/hosts (pkg/kubelet/kubelet_pods.go, managedHostsFileContent). */
function hostsFile(pod: Pod, podIP: string): string {
  const { hostname = pod.metadata.name, subdomain, hostAliases = [] } = pod.spec;
  const domain = `${hostname}.${subdomain ?? ''}.${pod.metadata.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`;
  const names = subdomain === undefined ? hostname : `${domain}\t${hostname}`;
  const lines = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${podIP}\t${names}`,
  ];
  if (hostAliases.length > 0) {
    lines.push('', '# Entries added by HostAliases.');
    for (const { ip, hostnames = [] } of hostAliases) lines.push(`${ip}\t${hostnames.join('\t')}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** What a projected volume, or one of the downward API, is made of. */
interface FieldSource {
  readonly items: readonly FieldItem[];
  readonly token?: { readonly path: string; readonly audience?: string; readonly expirationSeconds?: number };
}

interface FieldItem {
  readonly path: string;
  readonly fieldRef?: { fieldPath: string };
  readonly resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
}

function fieldSources({ downwardAPI, projected }: Volume): FieldSource[] {
  const itemsOf = (source: Readonly<Record<string, unknown>> | undefined): readonly FieldItem[] =>
    Array.isArray(source?.['items']) ? (source['items'] as FieldItem[]) : [];
  if (downwardAPI !== undefined) return [{ items: itemsOf(downwardAPI) }];
  const parts = Array.isArray(projected?.['sources']) ? (projected['sources'] as unknown[]) : [];
  return parts.map((part) => {
    const { downwardAPI: fields, serviceAccountToken: token } = part as {
      downwardAPI?: Record<string, unknown>;
      serviceAccountToken?: NonNullable<FieldSource['token']>;
    };
    return { items: itemsOf(fields), ...(token !== undefined && { token }) };
  });
}

function fieldValue(
  { fieldRef, resourceFieldRef }: FieldItem,
  pod: Pod,
  lister: Pick<Lister, 'get'>,
  addresses: PodAddresses,
): string | undefined {
  if (fieldRef !== undefined) return podField(pod, fieldRef.fieldPath, addresses);
  const container = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
  if (container === undefined || resourceFieldRef === undefined) return undefined;
  const node = lister.get('nodes', '', pod.spec.nodeName ?? '');
  return resourceFieldValue(container, resourceFieldRef, node?.status.allocatable);
}

function tokenOf(pod: Pod, lister: Pick<Lister, 'get'>, token: NonNullable<FieldSource['token']>): string {
  const { namespace = '', name, uid, creationTimestamp } = pod.metadata;
  const account = lister.get('serviceaccounts', namespace, pod.spec.serviceAccountName ?? 'default');
  const node = lister.get('nodes', '', pod.spec.nodeName ?? '');
  return podToken(
    { name: pod.spec.serviceAccountName ?? 'default', uid: account?.metadata.uid ?? '' },
    { namespace, name, uid, node: { name: pod.spec.nodeName ?? '', uid: node?.metadata.uid ?? '' } },
    fromRFC3339(creationTimestamp),
    token,
  );
}

/** The files that a container's ConfigMap, Secret, downward API and token volumes give it, by path. */
export function mountedFiles(
  pod: Pod,
  container: Container,
  lister: Pick<Lister, 'get'>,
  addresses: PodAddresses,
): Record<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  const files: Record<string, string> = {
    '/etc/hosts': hostsFile(pod, addresses.podIP),
    '/etc/resolv.conf': resolvConf(resolverOf(pod)),
  };
  for (const mount of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined) continue;
    const directory = mount.mountPath.replace(/\/$/, '');
    const put = (path: string, content: string): void => {
      if (mount.subPath === undefined) files[`${directory}/${path}`] = content;
      else if (mount.subPath === path) files[directory] = content;
      else if (path.startsWith(`${mount.subPath}/`)) files[`${directory}${path.slice(mount.subPath.length)}`] = content;
    };
    for (const source of sources(volume)) {
      const data = contents(lister, namespace, source) ?? {};
      const items = source.items ?? Object.keys(data).map((key) => ({ key, path: key }));
      for (const { key, path } of items) {
        const content = data[key];
        if (content !== undefined) put(path, content);
      }
    }
    for (const { items, token } of fieldSources(volume)) {
      for (const item of items) {
        const value = fieldValue(item, pod, lister, addresses);
        if (value !== undefined) put(item.path, value);
      }
      if (token !== undefined) put(token.path, tokenOf(pod, lister, token));
    }
  }
  return files;
}

const noMounts: readonly string[] = [];

/** Where a container's volumes are mounted. */
export function mountPaths({ volumeMounts }: Container): readonly string[] {
  return volumeMounts === undefined ? noMounts : volumeMounts.map(({ mountPath }) => mountPath);
}

/** Volumes whose files come from the API; nobody can write into them. */
const fromApi = ['configMap', 'secret', 'projected', 'downwardAPI'] as const;

/** The folders that a container's volumes are, and its root where it is read-only. */
export function mountedFolders(pod: Pod, container: Container): MountedFolder[] {
  const folders: MountedFolder[] = [];
  if (container.securityContext?.['readOnlyRootFilesystem'] === true) folders.push({ path: '/', readOnly: true });
  for (const { name, mountPath, readOnly, subPath } of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    if (volume === undefined) continue;
    const isFromApi = fromApi.some((source) => volume[source] !== undefined);
    // A key of a ConfigMap that is mounted by itself is a file.
    if (isFromApi && subPath !== undefined) continue;
    const path = mountPath.replace(/\/+$/, '') || '/';
    folders.push({ path, ...((isFromApi || readOnly === true) && { readOnly: true as const }) });
  }
  return folders;
}
