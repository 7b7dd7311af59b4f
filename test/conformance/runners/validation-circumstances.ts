import type { Terminal } from '../../kubectl/cluster-env.ts';
import { create, must, remove, type Manifest } from './validation-requests.ts';

/** Makes the cluster the one of which a refusal tells, before the refused object comes. */
export type Arrangement = (terminal: Terminal) => void;

interface Circumstance {
  /** What a refusal says of it; found as often as it stands there. */
  readonly told: RegExp;
  readonly arrange: (found: readonly RegExpExecArray[], manifest: Manifest, terminal: Terminal) => void;
}

const object = (kind: string, spec: object, metadata: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'other', ...metadata },
  spec,
});

/** A finalizer that nobody removes: what has it stays when it is deleted. */
const held = { finalizers: ['example.com/hold'] };

/** `pods=1,requests.cpu=500m` as amounts by resource. */
function amounts(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((each) => each.split('=') as [string, string]));
}

/** Pods that use so much of a quota: the first of them all of what containers ask for. */
function users(used: Readonly<Record<string, string>>): readonly Manifest[] {
  const { pods = '1', ...rest } = used;
  const asked: Record<'requests' | 'limits', Record<string, string>> = { requests: {}, limits: {} };
  for (const [name, amount] of Object.entries(rest)) {
    if (/^0\D*$/.test(amount)) continue;
    const [, kind = 'requests', resource = name] = /^(requests|limits)\.(.*)$/.exec(name) ?? [];
    asked[kind as 'requests' | 'limits'][resource] = amount;
  }
  return Array.from({ length: Number(pods) }, (_, index) => {
    const container = { name: 'c', image: 'nginx', ...(index === 0 && { resources: asked }) };
    return object('Pod', { containers: [container] }, { name: `other-${index}` });
  });
}

function quota(name: string, hard: Readonly<Record<string, string>>, terminal: Terminal): void {
  must(create(terminal, object('ResourceQuota', { hard }, { name })));
  // A quota bounds what comes after its controller has counted what there is.
  terminal.sleep(10);
}

function limits(bound: string, found: readonly RegExpExecArray[], terminal: Terminal): void {
  const byType = new Map<string, Record<string, string>>();
  for (const { groups = {} } of found) {
    const { type = '', resource = '', amount = '' } = groups;
    byType.set(type, { ...byType.get(type), [resource]: amount });
  }
  for (const [type, amountsOfType] of byType) {
    const item = { type, [bound]: amountsOfType };
    must(create(terminal, object('LimitRange', { limits: [item] }, { name: `${bound}-${type}`.toLowerCase() })));
  }
}

const type = '(?<type>Container|Pod|PersistentVolumeClaim)';
const amount = '(?<amount>[^ ,]*[^ ,.])';

const circumstances: readonly Circumstance[] = [
  {
    told: /^(?!object is being deleted).* already exists$/g,
    arrange: (_, manifest, terminal) => {
      must(create(terminal, manifest));
    },
  },
  {
    told: /^object is being deleted: /g,
    arrange: (_, manifest, terminal) => {
      must(create(terminal, { ...manifest, metadata: { ...manifest.metadata, ...held } }));
      must(remove(terminal, manifest));
    },
  },
  {
    told: /unable to create new content in namespace (\S+) because it is being terminated/g,
    arrange: ([found], _, terminal) => {
      const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: found?.[1] } };
      must(create(terminal, namespace));
      const kept = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: found?.[1], ...held } };
      must(create(terminal, kept));
      must(remove(terminal, namespace));
    },
  },
  {
    told: /nodePort: Invalid value: (\d+): provided port is already allocated/g,
    arrange: (found, _, terminal) => {
      const ports = found.map(([, port], index) => ({ name: `p${index}`, port: 80 + index, nodePort: Number(port) }));
      must(create(terminal, object('Service', { type: 'NodePort', ports })));
    },
  },
  {
    // The address of the cluster's own Service is taken without more.
    told: /failed to allocate IP (?!10\.96\.0\.1:)(\S+): provided IP is already allocated/g,
    arrange: ([found], _, terminal) => {
      must(create(terminal, object('Service', { clusterIP: found?.[1], ports: [{ port: 80 }] })));
    },
  },
  {
    told: new RegExp(`maximum (?<resource>\\S+) usage per ${type} is ${amount}`, 'g'),
    arrange: (found, _, terminal) => {
      limits('max', found, terminal);
    },
  },
  {
    told: new RegExp(`minimum (?<resource>\\S+) usage per ${type} is ${amount}`, 'g'),
    arrange: (found, _, terminal) => {
      limits('min', found, terminal);
    },
  },
  {
    told: new RegExp(`(?<resource>\\S+) max limit to request ratio per ${type} is ${amount}`, 'g'),
    arrange: (found, _, terminal) => {
      limits('maxLimitRequestRatio', found, terminal);
    },
  },
  {
    // `must specify limits.cpu for: c; limits.memory for: c`, or of what has no containers `must specify a,b`.
    told: /failed quota: (\S+): must specify (.*)$/g,
    arrange: ([found], _, terminal) => {
      const [, name = '', text = ''] = found ?? [];
      const resources = text.split(/; |,(?=[a-z.]+(?:,|$))/).map((each) => each.replace(/ for: .*/, ''));
      quota(name, Object.fromEntries(resources.map((resource) => [resource, '1'])), terminal);
    },
  },
  {
    told: /exceeded quota: (\S+), requested: (\S+), used: (\S+), limited: (\S+)/g,
    arrange: (found, _, terminal) => {
      const used = amounts(found[0]?.[3] ?? '');
      for (const pod of users(used)) must(create(terminal, pod));
      for (const [, name = '', , , limited = ''] of found) quota(name, amounts(limited), terminal);
    },
  },
];

/** What became of an object before the update that is refused: a claim that cannot shrink has a volume. */
export function settle(terminal: Terminal, message: string, { kind, metadata: { name } = {} }: Manifest): void {
  if (kind !== 'PersistentVolumeClaim' || !/status\.capacity|bound claims|previous value/.test(message)) return;
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: name } }];
  must(create(terminal, object('Pod', { volumes, containers: [{ name: 'c', image: 'nginx' }] }, { name: 'user' })));
  terminal.sleep(60);
}

/** What a refusal says that there is besides the refused object. */
export function arrangementFor(message: string, manifest: Manifest): Arrangement {
  return (terminal) => {
    for (const { told, arrange } of circumstances) {
      const found = [...message.matchAll(told)];
      if (found.length > 0) arrange(found, manifest, terminal);
    }
  };
}
