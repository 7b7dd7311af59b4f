import type { Container, PodSpec } from '../../kinds/types/index.ts';
import { goQuote } from '../go-syntax.ts';

/** Why a check forbids a pod: in short, and what of the pod it is. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

interface WindowsOptions {
  readonly hostProcess?: boolean;
}

interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: WindowsOptions;
  readonly sysctls?: readonly { readonly name: string }[];
}

/** What is checked: a pod, or a pod to be. */
interface Checked {
  readonly spec: PodSpec;
  readonly pod: SecurityContext;
  readonly containers: readonly (Container & { readonly context: SecurityContext })[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly isWindows: boolean;
}

type Check = (checked: Checked) => Violation | undefined;

function plural(one: string, many: string, count: number): string {
  return count === 1 ? one : many;
}

function quoted(names: readonly string[]): string {
  return names.map(goQuote).join(', ');
}

function containersText(names: readonly string[]): string {
  return `${plural('container', 'containers', names.length)} ${quoted(names)}`;
}

function sortedSet(items: readonly string[]): string[] {
  return [...new Set(items)].toSorted();
}

/** The pod itself, and the containers, that set something that they must not; undefined when none do. */
function setters(
  { pod, containers }: Checked,
  isBad: (context: SecurityContext) => boolean,
): readonly string[] | undefined {
  const bad = containers.filter(({ context }) => isBad(context)).map(({ name }) => name);
  const who = [...(isBad(pod) ? ['pod'] : []), ...(bad.length > 0 ? [containersText(bad)] : [])];
  return who.length === 0 ? undefined : who;
}

/** The containers that something is wrong with; undefined when all are right. */
function wrong(
  { containers }: Checked,
  isWrong: (context: SecurityContext, container: Container) => boolean,
): string | undefined {
  const names = containers.filter((container) => isWrong(container.context, container)).map(({ name }) => name);
  return names.length === 0 ? undefined : containersText(names);
}

const allowPrivilegeEscalation: Check = (checked) => {
  const found = checked.isWindows ? undefined : wrong(checked, (context) => context.allowPrivilegeEscalation !== false);
  if (found === undefined) return undefined;
  const detail = `${found} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: Check = (checked) => {
  const isBad = ({ appArmorProfile: set }: SecurityContext): boolean =>
    set !== undefined && !['RuntimeDefault', 'Localhost'].includes(set.type ?? '');
  const all = [checked.pod, ...checked.containers.map(({ context }) => context)];
  const types = all.filter(isBad).map(({ appArmorProfile: set }) => set?.type ?? '');
  const annotations = Object.entries(checked.annotations)
    .filter(([key, value]) => key.startsWith(APP_ARMOR) && !/^(?:runtime\/default|localhost\/.*)?$/.test(value))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .toSorted();
  const who = [
    ...(setters(checked, isBad) ?? []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ];
  if (who.length === 0) return undefined;
  // Upstream puts the texts between quotes without escaping what is in them.
  const values = [...sortedSet(types), ...annotations].map((value) => `"${value}"`);
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${values.join(', ')}`,
  };
};

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** The containers that add capabilities beyond some, and which. */
function addedBeyond(checked: Checked, isAllowed: (capability: string) => boolean): string | undefined {
  const beyond = ({ capabilities }: SecurityContext): readonly string[] =>
    (capabilities?.add ?? []).filter((capability) => !isAllowed(capability));
  const found = wrong(checked, (context) => beyond(context).length > 0);
  if (found === undefined) return undefined;
  const all = sortedSet(checked.containers.flatMap(({ context }) => beyond(context)));
  return `${found} must not include ${quoted(all)} in securityContext.capabilities.add`;
}

const capabilitiesBaseline: Check = (checked) => {
  const detail = addedBeyond(checked, (capability) => DEFAULT_CAPABILITIES.has(capability));
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail };
};

const capabilitiesRestricted: Check = (checked) => {
  if (checked.isWindows) return undefined;
  const keeping = wrong(checked, ({ capabilities }) => capabilities?.drop?.includes('ALL') !== true);
  const adding = addedBeyond(checked, (capability) => capability === 'NET_BIND_SERVICE');
  const details = [
    ...(keeping === undefined ? [] : [`${keeping} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding === undefined ? [] : [adding]),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const hostNamespaces: Check = ({ spec: { hostIPC, hostNetwork, hostPID } }) => {
  const used = Object.entries({ hostIPC, hostNetwork, hostPID }).filter(([, isUsed]) => isUsed === true);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map(([name]) => `${name}=true`).join(', ') };
};

const hostPathVolumes: Check = ({ spec: { volumes = [] } }) => {
  const names = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

const hostPorts: Check = ({ containers }) => {
  const hostPortsOf = ({ ports = [] }: Container): string[] =>
    ports.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [String(hostPort)]));
  const bad = containers.filter((container) => hostPortsOf(container).length > 0).map(({ name }) => name);
  if (bad.length === 0) return undefined;
  const used = sortedSet(containers.flatMap(hostPortsOf));
  const words = `${plural('uses', 'use', bad.length)} ${plural('hostPort', 'hostPorts', used.length)}`;
  return { reason: 'hostPort', detail: `${containersText(bad)} ${words} ${used.join(', ')}` };
};

const privileged: Check = (checked) => {
  const found = wrong(checked, (context) => context.privileged === true);
  if (found === undefined) return undefined;
  return { reason: 'privileged', detail: `${found} must not set securityContext.privileged=true` };
};

const procMount: Check = (checked) => {
  const isBad = ({ procMount: set = 'Default' }: SecurityContext): boolean => set !== 'Default';
  const found = wrong(checked, isBad);
  if (found === undefined) return undefined;
  const values = checked.containers.filter(({ context }) => isBad(context)).map(({ context }) => context.procMount);
  const bad = quoted(sortedSet(values.map((value) => value ?? '')));
  return { reason: 'procMount', detail: `${found} must not set securityContext.procMount to ${bad}` };
};

const RESTRICTED_VOLUMES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const restrictedVolumes: Check = ({ spec: { volumes = [] } }) => {
  const typesOf = (volume: object): string[] => Object.keys(volume).filter((field) => field !== 'name');
  const bad = volumes.filter((volume) => !typesOf(volume).some((type) => RESTRICTED_VOLUMES.has(type)));
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.flatMap(typesOf));
  const names = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name }) => name))}`;
  const words = `${plural('uses', 'use', bad.length)} ${plural('restricted volume type', 'restricted volume types', types.length)}`;
  return { reason: 'restricted volume types', detail: `${names} ${words} ${quoted(types)}` };
};

const runAsNonRoot: Check = (checked) => {
  const reason = 'runAsNonRoot != true';
  const explicit = setters(checked, (context) => context.runAsNonRoot === false);
  if (explicit !== undefined) {
    return { reason, detail: `${explicit.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  }
  if (checked.pod.runAsNonRoot === true) return undefined;
  const implicit = wrong(checked, (context) => context.runAsNonRoot === undefined);
  if (implicit === undefined) return undefined;
  return { reason, detail: `pod or ${implicit} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (checked) => {
  const found = setters(checked, (context) => context.runAsUser === 0);
  return found === undefined
    ? undefined
    : { reason: 'runAsUser=0', detail: `${found.join(' and ')} must not set runAsUser=0` };
};

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

const seLinuxOptions: Check = (checked) => {
  const problems = ({ seLinuxOptions: set }: SecurityContext): { types: string[]; fields: string[] } => {
    const { type = '', user = '', role = '' } = set ?? {};
    const fields = [...(user === '' ? [] : ['user']), ...(role === '' ? [] : ['role'])];
    return { types: SELINUX_TYPES.includes(type) ? [] : [type], fields };
  };
  const isBad = (context: SecurityContext): boolean => {
    const { types, fields } = problems(context);
    return types.length + fields.length > 0;
  };
  const found = setters(checked, isBad);
  if (found === undefined) return undefined;
  const all = [checked.pod, ...checked.containers.map(({ context }) => context)].map(problems);
  const types = sortedSet(all.flatMap((each) => each.types));
  const fields = all.flatMap((each) => each.fields);
  const data = [
    ...(types.length === 0 ? [] : [`${plural('type', 'types', types.length)} ${quoted(types)}`]),
    ...['user', 'role'].flatMap((field) => (fields.includes(field) ? [`${field} may not be set`] : [])),
  ];
  const detail = `${found.join(' and ')} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`;
  return { reason: 'seLinuxOptions', detail };
};

const isGoodProfile = (type = ''): boolean => type === 'RuntimeDefault' || type === 'Localhost';

const seccompBaseline: Check = (checked) => {
  const isBad = ({ seccompProfile }: SecurityContext): boolean =>
    seccompProfile !== undefined && !isGoodProfile(seccompProfile.type);
  const found = setters(checked, isBad);
  if (found === undefined) return undefined;
  const bad = [checked.pod, ...checked.containers.map(({ context }) => context)].filter(isBad);
  const values = quoted(sortedSet(bad.map(({ seccompProfile }) => seccompProfile?.type ?? '')));
  const detail = `${found.join(' and ')} must not set securityContext.seccompProfile.type to ${values}`;
  return { reason: 'seccompProfile', detail };
};

const seccompRestricted: Check = (checked) => {
  if (checked.isWindows) return undefined;
  const explicit = seccompBaseline(checked);
  if (explicit !== undefined) return explicit;
  if (isGoodProfile(checked.pod.seccompProfile?.type)) return undefined;
  const implicit = wrong(checked, ({ seccompProfile }) => seccompProfile === undefined);
  if (implicit === undefined) return undefined;
  const detail = `pod or ${implicit} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
};

const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_syncookies',
]);

const sysctls: Check = ({ pod }) => {
  const bad = (pod.sysctls ?? []).map(({ name }) => name).filter((name) => !SAFE_SYSCTLS.has(name));
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

const windowsHostProcess: Check = (checked) => {
  const found = setters(checked, ({ windowsOptions }) => windowsOptions?.hostProcess === true);
  if (found === undefined) return undefined;
  return {
    reason: 'hostProcess',
    detail: `${found.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

/** In the order of their names, as policy/registry.go runs them. */
const BASELINE: readonly Check[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
  windowsHostProcess,
];

/** After those of the baseline, but for those whose place a stricter check takes. */
const RESTRICTED: readonly Check[] = [
  ...BASELINE.filter((check) => ![capabilitiesBaseline, hostPathVolumes, seccompBaseline].includes(check)),
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];

/** What a level of the Pod Security Standards forbids of a pod (k8s.io/pod-security-admission/policy, as of 1.32). */
export function violationsOf(
  level: 'baseline' | 'restricted',
  spec: PodSpec,
  annotations: Readonly<Record<string, string>>,
): Violation[] {
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  const checked: Checked = {
    spec,
    pod: spec.securityContext ?? {},
    containers: all.map((container) => ({ ...container, context: container.securityContext ?? {} })),
    annotations,
    isWindows: spec.os?.name === 'windows',
  };
  return (level === 'baseline' ? BASELINE : RESTRICTED).flatMap((check) => check(checked) ?? []);
}
