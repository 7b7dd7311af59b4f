import type { Container, Pod } from '../../kinds/types/index.ts';
import { MAX_NODE_SCORE } from '../plugin.ts';
import type { Scorer } from '../plugin.ts';
import type { SchedulerCache } from '../scheduler-cache.ts';

const MIB = 1024 * 1024;
const SMALLEST = 23 * MIB;
const LARGEST_PER_CONTAINER = 1000 * MIB;

/** Adds `:latest` as the kubelet does; the registry's host is not added, so short names rarely match what nodes list. */
function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}

/** Nodes that have the pod's images already are better, the bigger the images (plugins/imagelocality/image_locality.go). */
export function imageLocalityScorer(pod: Pod, cache: SchedulerCache): Scorer {
  const { containers, initContainers = [] } = pod.spec;
  const total = cache.nodes().length;
  const images: { name: string; spread: number }[] = [];
  const look = ({ image = '' }: Container): void => {
    const name = normalizedImageName(image);
    const having = cache.nodesWithImage(name);
    if (having > 0) images.push({ name, spread: having / total });
  };
  initContainers.forEach(look);
  containers.forEach(look);
  const largest = LARGEST_PER_CONTAINER * (initContainers.length + containers.length);
  return (nodes) => {
    const points: number[] = [];
    for (const node of nodes) {
      let sum = 0;
      for (const { name, spread } of images) sum += Math.trunc((node.images.get(name) ?? 0) * spread);
      const bounded = Math.min(largest, Math.max(SMALLEST, sum));
      points.push(Math.floor((MAX_NODE_SCORE * (bounded - SMALLEST)) / (largest - SMALLEST)));
    }
    return points;
  };
}
