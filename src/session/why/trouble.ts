import { podStatusText } from '../../engine/index.ts';
import type { KubeObject, Pod, Snapshot } from '../../engine/index.ts';
import { podsBelow } from './pods-below.ts';
import { condition, refOf, told } from './told.ts';
import type { Told } from './told.ts';

/** What `kubectl get pods` shows of a pod that is on its way, rather than in trouble. */
const ON_ITS_WAY = /^(?:Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|Terminating|Running)$/;

/** The first pod below an object that keeps it from being complete, with what it says of itself. */
export function sickPod(owner: KubeObject, snapshot: Snapshot): readonly Told[] {
  const pods = podsBelow(owner, snapshot);
  for (const pod of pods) {
    const reason = troubleOf(pod);
    if (reason !== undefined) return [told('sick', { name: pod.metadata.name, reason }, refOf('pods', pod))];
  }
  const unready = pods.find((pod) => isRunningUnready(pod));
  return unready === undefined ? [] : [told('unready', { name: unready.metadata.name }, refOf('pods', unready))];
}

/** What is wrong with a pod, in the word that kubectl has for it; undefined while nothing is. */
function troubleOf(pod: Pod): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  const pending = condition(pod.status.conditions, 'PodScheduled');
  if (pending?.status === 'False') return pending.reason;
  const text = podStatusText(pod);
  return ON_ITS_WAY.test(text) ? undefined : text;
}

function isRunningUnready({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status.phase === 'Running' &&
    condition(status.conditions, 'Ready')?.status === 'False'
  );
}
