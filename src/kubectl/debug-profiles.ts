import type { Container, PodSpec } from '../engine/index.ts';

/** What `kubectl debug --profile` makes of the container that it adds (kubectl pkg/cmd/debug/profiles.go). */
const PROFILES = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'] as const;

export type DebugProfile = (typeof PROFILES)[number];

export function isProfile(text: string): text is DebugProfile {
  return PROFILES.some((profile) => profile === text);
}

type SecurityContext = NonNullable<Container['securityContext']>;

/** Capabilities that a profile adds to its container. */
const CAPABILITIES: Partial<Record<DebugProfile, readonly string[]>> = {
  general: ['SYS_PTRACE'],
  baseline: ['SYS_PTRACE'],
  netadmin: ['NET_ADMIN', 'NET_RAW'],
};

function securityOf(profile: DebugProfile, target: 'pod' | 'node'): SecurityContext | undefined {
  if (profile === 'restricted') {
    return {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
  }
  if (profile === 'sysadmin') return { privileged: true };
  const add = target === 'node' && profile !== 'netadmin' ? undefined : CAPABILITIES[profile];
  return add === undefined ? undefined : { capabilities: { add: [...add] } };
}

const HOST_ROOT = 'host-root';

/** Whether a profile's node pod shares the node's namespaces and sees its files. */
const SEES_NODE: ReadonlySet<DebugProfile> = new Set(['legacy', 'general', 'sysadmin']);

/** The pod of `kubectl debug node/NAME`, as the profile wants it. */
export function withNodeProfile(spec: PodSpec, profile: DebugProfile): PodSpec {
  const [container, ...others] = spec.containers;
  if (container === undefined) return spec;
  const securityContext = securityOf(profile, 'node');
  const seesNode = SEES_NODE.has(profile);
  const debugging: Container = {
    ...container,
    ...(securityContext === undefined ? {} : { securityContext }),
    ...(seesNode ? { volumeMounts: [{ mountPath: '/host', name: HOST_ROOT }] } : {}),
  };
  const sharesNetwork = seesNode || profile === 'netadmin';
  return {
    ...spec,
    containers: [debugging, ...others],
    ...(seesNode ? { hostIPC: true } : {}),
    ...(sharesNetwork ? { hostNetwork: true, hostPID: true } : {}),
    ...(seesNode ? { volumes: [{ hostPath: { path: '/' }, name: HOST_ROOT }] } : {}),
  };
}

/** The container that is added to a running pod, as the profile wants it. */
export function withEphemeralProfile(container: Container, profile: DebugProfile): Container {
  const securityContext = profile === 'legacy' ? undefined : securityOf(profile, 'pod');
  return securityContext === undefined ? container : { ...container, securityContext };
}

/** The copied pod of `kubectl debug --copy-to`, as the profile wants its container `name`. */
export function withCopyProfile(spec: PodSpec, name: string, profile: DebugProfile): PodSpec {
  if (profile === 'legacy') return spec;
  const securityContext = securityOf(profile, 'pod');
  return {
    ...spec,
    shareProcessNamespace: true,
    containers: spec.containers.map((container) =>
      container.name === name && securityContext !== undefined ? { ...container, securityContext } : container,
    ),
  };
}
