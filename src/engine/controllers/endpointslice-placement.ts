import type { Endpoint, EndpointPort, EndpointSlice, Pod } from '../kinds/types/index.ts';

/*
 * Which endpoints go to which slices, with as few writes as possible.
 * Upstream: staging/src/k8s.io/endpointslice/reconciler.go. Pure.
 */

/** At most this many endpoints are in one slice (--max-endpoints-per-slice). */
export const MAX_ENDPOINTS_PER_SLICE = 100;

/** Pods that have the same ports. */
export interface DesiredEndpoints {
  ports: EndpointPort[];
  /** By uid; those that a slice has are taken out while placing. */
  pods: Map<string, Pod>;
}

/** How a pod is told of in a slice. */
export interface EndpointForm {
  of(pod: Pod): Endpoint;
  /** Whether an endpoint in a slice says what `of` would. */
  isCurrent(endpoint: Endpoint, pod: Pod): boolean;
}

export interface NewSlice {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

export interface SlicePlan {
  create: NewSlice[];
  update: EndpointSlice[];
  remove: EndpointSlice[];
}

/** Names a list of ports, whatever their order (NewPortMapKey). */
export function portsKey(ports: readonly EndpointPort[] | null): string {
  const keys = (ports ?? []).map(({ name, protocol, port, appProtocol }) =>
    [name, protocol, port, appProtocol ?? ''].join(':'),
  );
  return keys.toSorted().join(',');
}

interface Kept {
  slice: EndpointSlice;
  endpoints: Endpoint[];
  changed: boolean;
}

/** What stays in a slice; takes it out of `missing`. */
function keep(slice: EndpointSlice, form: EndpointForm, missing: Map<string, Pod>): Kept {
  let changed = false;
  const endpoints: Endpoint[] = [];
  for (const endpoint of slice.endpoints ?? []) {
    const uid = endpoint.targetRef?.uid ?? '';
    const pod = missing.get(uid);
    if (pod === undefined) {
      changed = true;
      continue;
    }
    missing.delete(uid);
    if (form.isCurrent(endpoint, pod)) endpoints.push(endpoint);
    else {
      endpoints.push(form.of(pod));
      changed = true;
    }
  }
  return { slice, endpoints, changed };
}

/** The unchanged slice that gets fullest when `count` endpoints are added to it (getSliceToFill). */
function bestToFill(unchanged: readonly Kept[], count: number): Kept | undefined {
  let best: Kept | undefined;
  for (const candidate of unchanged) {
    const fits = candidate.endpoints.length + count <= MAX_ENDPOINTS_PER_SLICE;
    if (fits && candidate.endpoints.length > (best?.endpoints.length ?? -1)) best = candidate;
  }
  return best;
}

/** Slices of one list of ports (reconcileByPortMapping). */
function placeOne(
  { ports, pods }: DesiredEndpoints,
  existing: readonly EndpointSlice[],
  form: EndpointForm,
  plan: SlicePlan,
): void {
  const kept = existing.map((slice) => keep(slice, form, pods));
  const emptied = kept.filter(({ endpoints, changed }) => changed && endpoints.length === 0);
  const changed = kept.filter((one) => one.changed && one.endpoints.length > 0);
  let unchanged = kept.filter((one) => !one.changed);

  const left = [...pods.values()].toReversed();
  const fill = (endpoints: Endpoint[]): void => {
    while (endpoints.length < MAX_ENDPOINTS_PER_SLICE) {
      const pod = left.pop();
      if (pod === undefined) return;
      endpoints.push(form.of(pod));
    }
  };
  // Slices that are written anyway come first, the fullest of them before the others.
  for (const { endpoints } of changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length)) fill(endpoints);
  while (left.length > 0) {
    const best = left.length < MAX_ENDPOINTS_PER_SLICE ? bestToFill(unchanged, left.length) : undefined;
    if (best === undefined) {
      const endpoints: Endpoint[] = [];
      fill(endpoints);
      plan.create.push({ ports, endpoints });
    } else {
      unchanged = unchanged.filter((other) => other !== best);
      fill(best.endpoints);
      changed.push(best);
    }
  }
  for (const { slice, endpoints } of changed) plan.update.push({ ...slice, endpoints });
  for (const { slice } of emptied) plan.remove.push(slice);
}

/**
 * The writes that make the slices of a Service hold exactly the desired endpoints. A Service without endpoints keeps one
 * empty slice. Slices that would go lend their names to slices that would come.
 */
export function placeEndpoints(
  desired: readonly DesiredEndpoints[],
  existing: readonly EndpointSlice[],
  form: EndpointForm,
): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], remove: [] };
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports);
    const sharing = byPorts.get(key);
    if (sharing === undefined) byPorts.set(key, [slice]);
    else sharing.push(slice);
  }
  for (const group of desired) {
    const key = portsKey(group.ports);
    placeOne(group, byPorts.get(key) ?? [], form, plan);
    byPorts.delete(key);
  }
  for (const slices of byPorts.values()) plan.remove.push(...slices);
  if (plan.remove.length === existing.length && plan.create.length === 0) keepPlaceholder(plan);
  while (plan.create.length > 0 && plan.remove.length > 0) {
    const slice = plan.remove.shift();
    const draft = plan.create.pop();
    if (slice !== undefined && draft !== undefined) plan.update.push({ ...slice, ...draft });
  }
  return plan;
}

function isPlaceholder({ endpoints, ports }: EndpointSlice): boolean {
  return (endpoints ?? []).length === 0 && (ports ?? []).length === 0;
}

function keepPlaceholder(plan: SlicePlan): void {
  const [only] = plan.remove;
  if (plan.remove.length === 1 && only !== undefined && isPlaceholder(only)) plan.remove = [];
  else plan.create.push({ ports: [], endpoints: [] });
}
