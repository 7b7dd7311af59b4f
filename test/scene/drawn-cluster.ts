import type { KubeObject, Pod, PodActivity, Snapshot } from '../../src/engine/index.ts';
import { objectSnapshot } from '../../src/ui/canvas/states/object-snapshot.ts';
import {
  after,
  containerStates as is,
  sampleNode,
  samplePod,
  sampleTime,
  type SamplePod,
} from '../../src/ui/canvas/states/sample-objects.ts';

const running = { state: is.running };

/** What a word of the drawing makes of a pod. */
const states: Readonly<Record<string, Partial<SamplePod>>> = {
  pending: { unschedulable: '0/3 nodes are available: 3 Insufficient cpu.' },
  new: { creationTimestamp: after(0) },
  creating: { containers: [{ state: is.creating }] },
  ready: { phase: 'Running', ip: '10.244.1.4', containers: [running, running] },
  half: { phase: 'Running', ip: '10.244.1.5', containers: [running, { state: is.running, ready: false }] },
  crashing: { phase: 'Running', containers: [{ state: is.crashLoop, restarts: 3 }] },
  going: { phase: 'Running', containers: [running], deletionTimestamp: after(20) },
};

/**
 * A cluster drawn as text: a node a line with its flags, its pods below it, each with a state; pods before any node have
 * none. A pod's name up to its last dash is its ReplicaSet.
 *
 *     web-x pending
 *     node-1
 *       web-a ready
 *     node-2 silent
 *       web-b going
 *
 * Objects are the same as in `before` when their line is, as in the store.
 */
export interface DrawnCluster {
  readonly snapshot: Snapshot;
  readonly objects: ReadonlyMap<string, KubeObject>;
}

export function draw(
  text: string,
  more: Readonly<Record<string, readonly KubeObject[]>> = {},
  before?: DrawnCluster,
  activities: ReadonlyMap<string, PodActivity> = new Map(),
): DrawnCluster {
  const objects = new Map<string, KubeObject>();
  const keep = <T extends KubeObject>(key: string, make: () => T): T => {
    const object = (before?.objects.get(key) as T | undefined) ?? make();
    objects.set(key, object);
    return object;
  };
  const pods: Pod[] = [];
  const nodes: KubeObject[] = [];
  let node: string | undefined;
  for (const line of text.split('\n')) {
    const [name, ...words] = line.trim().split(/\s+/);
    if (name === undefined || name === '') continue;
    if (name.startsWith('node-')) {
      node = name;
      const ready = words.includes('silent') ? 'Unknown' : 'True';
      nodes.push(keep(line.trim(), () => sampleNode({ name, ready, cordoned: words.includes('cordoned') })));
      continue;
    }
    const on = node;
    const state = states[words[0] ?? ''];
    if (state === undefined) throw new Error(`No such state: ${line}`);
    const owner = name.slice(0, name.lastIndexOf('-'));
    pods.push(
      keep(`${on} ${line.trim()}`, () =>
        samplePod({ name, owner, ...state, ...(on === undefined ? {} : { node: on }) }),
      ),
    );
  }
  const revision = (before?.snapshot.revision ?? 0) + 1;
  return { snapshot: objectSnapshot(sampleTime, revision, { pods, nodes, ...more }, activities), objects };
}
