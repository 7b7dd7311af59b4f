import { standInUuid } from '../images/digest.ts';
import type { NewObject } from '../api/client.ts';
import { serverVersion } from '../api/server-version.ts';
import { toRFC3339 } from '../api/time.ts';
import type { Condition, Node } from '../kinds/types/index.ts';

/** Nodes are of the control plane's version. */
const { gitVersion: kubeletVersion } = serverVersion;

/** The control plane's own machine takes the first address of Docker's network. */
const firstNodeAddress = 2;

/** 172.18.0.3, 172.18.0.4 ... as kind's nodes have them on Docker's /16 network. */
function internalIP(index: number): string {
  const number = index + firstNodeAddress;
  return `172.18.${(number >> 8) & 255}.${number & 255}`;
}

/** 10.244.1.0/24, 10.244.2.0/24 ... and on into 10.245.0.0/16 after 255 nodes. */
function podCIDR(index: number): string {
  return `10.${244 + (index >> 8)}.${index & 255}.0/24`;
}

/** What a kubelet says of a machine that runs short of something. */
const SHORT: Readonly<Record<string, readonly [reason: string, message: string]>> = {
  MemoryPressure: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  DiskPressure: ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
};

const NOTHING_SHORT: ReadonlySet<string> = new Set();

/** The conditions of a kubelet that is well; see `nodeConditions`. */
export function healthyConditions(now: number, since: readonly Condition[] = []): Condition[] {
  return nodeConditions(now, NOTHING_SHORT, since);
}

/**
 * The conditions that a kubelet reports, in its order (pkg/kubelet/nodestatus/setters.go).
 * `now` in ms since the epoch; `short`: the types of the pressures there are; `since`: what the conditions were before.
 */
export function nodeConditions(now: number, short: ReadonlySet<string>, since: readonly Condition[] = []): Condition[] {
  const time = toRFC3339(now);
  const well: readonly [string, Condition['status'], string, string][] = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ];
  const found = well.map((row): (typeof well)[number] => {
    const shortage = short.has(row[0]) ? SHORT[row[0]] : undefined;
    return shortage === undefined ? row : [row[0], 'True', ...shortage];
  });
  const own = found.map(([type, status, reason, message]): Condition => {
    const before = since.find((condition) => condition.type === type);
    const unchanged = before?.status === status && before.lastTransitionTime !== undefined;
    return {
      type,
      status,
      lastHeartbeatTime: time,
      lastTransitionTime: unchanged ? before.lastTransitionTime : time,
      reason,
      message,
    } as Condition;
  });
  return [...since.filter((condition) => !well.some(([type]) => type === condition.type)), ...own];
}

/**
 * The Node that the kubelet of the `index`-th machine (from 1) registers, as in a kind cluster.
 * `now` in ms since the epoch.
 */
export function newNode(
  index: number,
  name: string,
  capacity: { cpu: string; memory: string; pods: number },
  now: number,
): NewObject<Node> {
  const cidr = podCIDR(index);
  const resources = {
    cpu: capacity.cpu,
    'ephemeral-storage': '61255492Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: capacity.memory,
    pods: String(capacity.pods),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR: cidr, podCIDRs: [cidr], providerID: `kind://docker/kind/${name}` },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: healthyConditions(now),
      addresses: [
        { type: 'InternalIP', address: internalIP(index) },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        machineID: standInUuid(`machine ${name}`).replaceAll('-', ''),
        systemUUID: standInUuid(`system ${name}`),
        bootID: standInUuid('host'),
        kernelVersion: '6.1.0-34-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://2.1.1',
        kubeletVersion,
        kubeProxyVersion: kubeletVersion,
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}
