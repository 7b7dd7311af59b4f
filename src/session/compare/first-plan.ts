import { resolveImage } from '../../engine/index.ts';
import type { Cluster, Deployment, Service, Snapshot } from '../../engine/index.ts';
import type { ComparisonPlan, Rollout, StrategyChoice, Variant, Way } from './comparison.ts';
import { variantOf } from './variant.ts';

type ServicePort = NonNullable<Service['spec']['ports']>[number];

const systemNamespace = 'kube-system';

/** The Deployments that can be compared, those that requests come to first. */
export function comparable(snapshot: Snapshot): readonly Deployment[] {
  const all = snapshot.list('deployments').filter(({ metadata }) => metadata.namespace !== systemNamespace);
  const isReached = (deployment: Deployment): boolean => waysTo(snapshot, deployment).length > 0;
  return [...all.filter(isReached), ...all.filter((deployment) => !isReached(deployment))];
}

/** The ways that lead to a Deployment's pods, those from outside the cluster first. */
export function waysTo(snapshot: Snapshot, deployment: Deployment): readonly Way[] {
  const { namespace = 'default' } = deployment.metadata;
  const ways = snapshot.list('services', namespace).flatMap((service) => {
    const { selector } = service.spec;
    const labels = deployment.spec.template.metadata?.labels ?? {};
    const isSelected =
      selector !== undefined &&
      Object.keys(selector).length > 0 &&
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    return isSelected ? (service.spec.ports ?? []).flatMap((port) => waysThrough(service, port, deployment)) : [];
  });
  return [...ways.filter(({ from }) => from === 'outside'), ...ways.filter(({ from }) => from === 'inside')];
}

function waysThrough(service: Service, port: ServicePort, deployment: Deployment): readonly Way[] {
  const { namespace = 'default', name } = service.metadata;
  const wanted = port.targetPort ?? port.port;
  const { containers } = deployment.spec.template.spec;
  const container = containers.findIndex(({ ports = [] }) =>
    ports.some((each) => (typeof wanted === 'string' ? each.name === wanted : each.containerPort === wanted)),
  );
  const target = { container: Math.max(0, container), port: wanted };
  const suffix = port.port === 80 ? '' : `:${port.port}`;
  const outside: Way[] = port.nodePort
    ? [{ url: `http://localhost:${port.nodePort}/`, from: 'outside', ...target }]
    : [];
  return [...outside, { url: `http://${name}.${namespace}${suffix}/`, from: 'inside', ...target }];
}

/**
 * A first plan for a Deployment: one setting of three pairs of variants that people ask about. Undefined when no Service
 * leads to its pods.
 */
export function firstPlan(
  cluster: Cluster,
  deployment: Deployment,
  pair: VariantPair = 'strategies',
): ComparisonPlan | undefined {
  const [way] = waysTo(cluster.live, deployment);
  if (way === undefined) return undefined;
  return {
    namespace: deployment.metadata.namespace ?? 'default',
    deployment: deployment.metadata.name,
    way,
    method: 'GET',
    rollout: firstRollout(cluster, deployment, way),
    perSecond: 50,
    seconds: 40,
    variants: pairOf(pair, variantOf({ ...deployment }, way)),
  };
}

/** Pairs of variants that are worth a look. */
export type VariantPair = 'strategies' | 'probe' | 'careful';

export const variantPairs: readonly VariantPair[] = ['strategies', 'probe', 'careful'];

/** Two variants for a Deployment that is `now` like this. */
export function pairOf(pair: VariantPair, now: Variant): ComparisonPlan['variants'] {
  const rolling: StrategyChoice = now.strategy === 'Recreate' ? 'RollingUpdate' : now.strategy;
  switch (pair) {
    case 'strategies':
      return { a: { ...now, strategy: 'Recreate' }, b: { ...now, strategy: rolling } };
    case 'probe':
      return {
        a: { ...now, strategy: rolling, readinessProbe: false },
        b: { ...now, strategy: rolling, readinessProbe: true },
      };
    case 'careful':
      return {
        a: { strategy: 'RollingUpdate', readinessProbe: false, preStop: false },
        b: { strategy: 'keepsAll', readinessProbe: true, preStop: true },
      };
  }
}

/** The next version of the image when there is one, else a restart. */
function firstRollout({ options }: Cluster, deployment: Deployment, { container }: Way): Rollout {
  const image = nextImage(deployment.spec.template.spec.containers[container]?.image ?? '');
  if (image === undefined) return { type: 'restart' };
  const found = resolveImage(image, { unknownImages: options.unknownImages, built: [] });
  return found.type === 'published' || found.type === 'local' ? { type: 'image', image } : { type: 'restart' };
}

/** `nginx:1.27` becomes `nginx:1.28`; undefined where the tag does not end in a number. */
export function nextImage(image: string): string | undefined {
  const [, name, number] = /^([^@]+:(?:\w[\w.-]*[.-])?v?)(\d{1,6})$/.exec(image) ?? [];
  return name === undefined ? undefined : `${name}${Number(number) + 1}`;
}
