import { bytesValue, milliValue } from '../api/quantity.ts';
import type { Container, PodSpec } from '../kinds/types/index.ts';

/** Amounts as the scheduler reckons with them: millicores, bytes, and whole units of everything else. */
export interface Amounts {
  milliCpu: number;
  memory: number;
  ephemeralStorage: number;
  /** Extended resources and huge pages, by name; absent when there are none. */
  scalar?: Record<string, number>;
}

export interface PodRequests extends Amounts {
  /** With 100m for each container that asks for no cpu; only scores use it. */
  nonZeroMilliCpu: number;
  /** With 200Mi for each container that asks for no memory; only scores use it. */
  nonZeroMemory: number;
}

/** What a container without a request counts for in scores (pkg/scheduler/util/pod_resources.go). */
const DEFAULT_MILLI_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** A list of quantities as numbers (framework.Resource.Add). `pods` is left out: a pod is counted, not asked for. */
export function amountsOf(quantities: Readonly<Record<string, string>> | undefined): Amounts {
  const amounts: Amounts = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  for (const name in quantities) {
    const text = quantities[name] ?? '0';
    if (name === 'cpu') amounts.milliCpu = milliValue(text);
    else if (name === 'memory') amounts.memory = bytesValue(text);
    else if (name === 'ephemeral-storage') amounts.ephemeralStorage = bytesValue(text);
    else if (name !== 'pods') (amounts.scalar ??= {})[name] = bytesValue(text);
  }
  return amounts;
}

/** The non-zero figures are stored as plain amounts while summing, since they follow the same rules. */
function containerRequests(container: Container): PodRequests {
  const requests = container.resources?.requests;
  const { milliCpu, memory, ephemeralStorage, scalar } = amountsOf(requests);
  const amounts: PodRequests = {
    milliCpu,
    memory,
    ephemeralStorage,
    nonZeroMilliCpu: requests?.cpu === undefined ? DEFAULT_MILLI_CPU : milliCpu,
    nonZeroMemory: requests?.memory === undefined ? DEFAULT_MEMORY : memory,
  };
  if (scalar !== undefined) amounts.scalar = scalar;
  return amounts;
}

function combine(a: PodRequests, b: PodRequests, rule: (x: number, y: number) => number): PodRequests {
  const combined: PodRequests = {
    milliCpu: rule(a.milliCpu, b.milliCpu),
    memory: rule(a.memory, b.memory),
    ephemeralStorage: rule(a.ephemeralStorage, b.ephemeralStorage),
    nonZeroMilliCpu: rule(a.nonZeroMilliCpu, b.nonZeroMilliCpu),
    nonZeroMemory: rule(a.nonZeroMemory, b.nonZeroMemory),
  };
  if (a.scalar === undefined && b.scalar === undefined) return combined;
  const scalar: Record<string, number> = { ...a.scalar };
  for (const name in b.scalar) scalar[name] = rule(scalar[name] ?? 0, b.scalar[name] ?? 0);
  return { ...combined, scalar };
}

const add = (x: number, y: number): number => x + y;
const larger = (x: number, y: number): number => Math.max(x, y);

const NONE: PodRequests = { milliCpu: 0, memory: 0, ephemeralStorage: 0, nonZeroMilliCpu: 0, nonZeroMemory: 0 };

function computeRequests(spec: PodSpec): PodRequests {
  const [first] = spec.containers;
  let running = first === undefined ? NONE : containerRequests(first);
  for (let index = 1; index < spec.containers.length; index++) {
    const container = spec.containers[index];
    if (container !== undefined) running = combine(running, containerRequests(container), add);
  }
  let sidecars = NONE;
  let starting = NONE;
  for (const container of spec.initContainers ?? []) {
    const requests = containerRequests(container);
    if (container.restartPolicy === 'Always') {
      running = combine(running, requests, add);
      sidecars = combine(sidecars, requests, add);
      starting = combine(starting, sidecars, larger);
    } else {
      starting = combine(starting, combine(requests, sidecars, add), larger);
    }
  }
  const needed = spec.initContainers === undefined ? running : combine(running, starting, larger);
  if (spec.overhead === undefined) return needed;
  const overhead = amountsOf(spec.overhead);
  const nonZero = { nonZeroMilliCpu: overhead.milliCpu, nonZeroMemory: overhead.memory };
  return combine(needed, { ...overhead, ...nonZero }, add);
}

/** What was asked for last: a pod is asked about several times in a row, and once more when it is bound. */
let last: { readonly spec: PodSpec; readonly requests: PodRequests } | undefined;

/** Pods of one template ask for the same: they share one object, by which what was found out for it is known again. */
function areEqual(a: PodRequests, b: PodRequests): boolean {
  return (
    a.milliCpu === b.milliCpu &&
    a.memory === b.memory &&
    a.ephemeralStorage === b.ephemeralStorage &&
    a.nonZeroMilliCpu === b.nonZeroMilliCpu &&
    a.nonZeroMemory === b.nonZeroMemory &&
    a.scalar === undefined &&
    b.scalar === undefined
  );
}

function asksTheSame(a: PodSpec, b: PodSpec): boolean {
  return a.containers === b.containers && a.initContainers === b.initContainers && a.overhead === b.overhead;
}

/**
 * What a pod asks a node for: the sum over its containers and sidecars or the largest moment of its init containers,
 * whichever is more, plus overhead (component-helpers resource/helpers.go, PodRequests). Limits play no part.
 */
export function podRequests(spec: PodSpec): PodRequests {
  if (last === undefined) last = { spec, requests: computeRequests(spec) };
  else if (!asksTheSame(last.spec, spec)) {
    const requests = computeRequests(spec);
    last = { spec, requests: areEqual(last.requests, requests) ? last.requests : requests };
  }
  return last.requests;
}
