import type { Lister } from './api/lister.ts';
import { bytesValue, milliValue } from './api/quantity.ts';
import { resolveImage } from './images/registry.ts';
import { isPodReady } from './kinds/pod-state.ts';
import type { Container, Pod } from './kinds/types/index.ts';

/** What the containers of a pod use at this moment. */
export interface PodUsage {
  /** Thousandths of a core. */
  cpuMilli: number;
  memoryBytes: number;
}

/** What metrics-server knows: the use of pods that run. */
export interface PodMetrics {
  /** Undefined for a pod that does not run, or that nothing was measured of yet. */
  usage(podUid: string): PodUsage | undefined;
}

/** A process that waits for work uses this share of the cores that it asked for, and at least 1m. */
const IDLE_SHARE = 0.02;
const IDLE_MILLI = 1;
const IDLE_BYTES = 4 * 1024 * 1024;

function idleUsage({ image = '', resources }: Container): PodUsage {
  const asked = milliValue(resources?.requests?.['cpu'] ?? '0');
  const cpuMilli = Math.max(IDLE_MILLI, Math.round(asked * IDLE_SHARE));
  const resolved = resolveImage(image, { unknownImages: 'run', built: [] });
  const main = 'image' in resolved ? resolved.image.behaviour.main : undefined;
  const needs = main?.type === 'server' ? main.memoryBytes : IDLE_BYTES;
  const limit = resources?.limits?.['memory'];
  return { cpuMilli, memoryBytes: limit === undefined ? needs : Math.min(needs, bytesValue(limit)) };
}

/** The use of a pod whose containers are idle: what their images need to live. */
export function idlePodUsage(pod: Pod): PodUsage | undefined {
  if (pod.status.phase !== 'Running' || !isPodReady(pod)) return undefined;
  const usages = pod.spec.containers.map(idleUsage);
  return {
    cpuMilli: usages.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0),
    memoryBytes: usages.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

/** Metrics of a cluster in which no load is measured, as of one moment. */
export function idleMetrics(lister: Lister): PodMetrics {
  let byUid: ReadonlyMap<string, Pod> | undefined;
  return {
    usage: (podUid) => {
      byUid ??= new Map(lister.list('pods').map((pod) => [pod.metadata.uid, pod]));
      const pod = byUid.get(podUid);
      return pod === undefined ? undefined : idlePodUsage(pod);
    },
  };
}
