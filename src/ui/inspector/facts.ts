import type { Deployment, KubeObject, Node, Pod, ReplicaSet, Service, Snapshot } from '../../engine/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { nodeStatusText, podReadiness, podStatusText } from '../../session/index.ts';

/** One line of the overview. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly mono?: boolean;
  /** What the text names, to go there. */
  readonly ref?: ObjectRef;
}

/** The facts about an object that matter most, for its kind; those that it does not have are left out. */
export function factsOf(object: KubeObject, snapshot: Snapshot, t: Translate): readonly Fact[] {
  return kindFacts(object, snapshot, t).filter((fact) => fact.text !== '');
}

function kindFacts(object: KubeObject, snapshot: Snapshot, t: Translate): readonly Fact[] {
  switch (object.kind) {
    case 'Pod':
      return podFacts(object as Pod, snapshot, t);
    case 'Node':
      return nodeFacts(object as Node, snapshot, t);
    case 'Deployment':
      return deploymentFacts(object as Deployment, t);
    case 'ReplicaSet':
      return replicaSetFacts(object as ReplicaSet, snapshot, t);
    case 'Service':
      return serviceFacts(object as Service, t);
    default:
      return [];
  }
}

function podFacts(pod: Pod, snapshot: Snapshot, t: Translate): readonly Fact[] {
  const restarts = (pod.status.containerStatuses ?? []).reduce((sum, status) => sum + status.restartCount, 0);
  const node = pod.spec.nodeName;
  return [
    {
      label: t('inspector.status'),
      text: t('inspector.podStatus', { status: podStatusText(pod), ...podReadiness(pod) }),
    },
    { label: t('inspector.message'), text: unscheduledMessage(pod) },
    {
      label: t('inspector.node'),
      text: node ?? t('inspector.noNode'),
      ...refTo('nodes', '', node, snapshot),
    },
    { label: 'IP', text: pod.status.podIP ?? '', mono: true },
    ownerFact(pod, snapshot, t),
    { label: t('inspector.restarts'), text: String(restarts) },
    { label: 'QoS', text: pod.status.qosClass ?? '' },
  ];
}

function unscheduledMessage(pod: Pod): string {
  const scheduled = pod.status.conditions?.find((condition) => condition.type === 'PodScheduled');
  return scheduled?.status === 'False' ? (scheduled.message ?? '') : '';
}

function nodeFacts(node: Node, snapshot: Snapshot, t: Translate): readonly Fact[] {
  const taints = (node.spec.taints ?? []).map(({ key, value, effect }) =>
    value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`,
  );
  const power = snapshot.isPoweredOn(node.metadata.name);
  const { allocatable = {}, addresses = [] } = node.status;
  return [
    { label: t('inspector.status'), text: nodeStatusText(node) },
    { label: t('inspector.power'), text: power === undefined ? '' : power ? t('inspector.on') : t('inspector.off') },
    {
      label: t('inspector.pods'),
      text: `${snapshot.podsOnNode(node.metadata.name).length} / ${allocatable['pods'] ?? 0}`,
    },
    { label: 'CPU', text: allocatable['cpu'] ?? '' },
    { label: t('inspector.memory'), text: allocatable['memory'] ?? '' },
    { label: t('inspector.taints'), text: taints.join(', '), mono: true },
    { label: 'IP', text: addresses.find(({ type }) => type === 'InternalIP')?.address ?? '', mono: true },
  ];
}

function deploymentFacts({ spec, status }: Deployment, t: Translate): readonly Fact[] {
  const { rollingUpdate } = spec.strategy;
  return [
    {
      label: t('inspector.status'),
      text: t('inspector.deploymentStatus', {
        ready: status.readyReplicas ?? 0,
        desired: spec.replicas,
        updated: status.updatedReplicas ?? 0,
      }),
    },
    {
      label: t('inspector.strategy'),
      text:
        rollingUpdate === undefined
          ? spec.strategy.type
          : `${spec.strategy.type}, maxSurge ${rollingUpdate.maxSurge}, maxUnavailable ${rollingUpdate.maxUnavailable}`,
    },
    { label: t('inspector.paused'), text: spec.paused === true ? t('inspector.yes') : '' },
    { label: t('inspector.selector'), text: labelsText(spec.selector.matchLabels), mono: true },
    ...images(spec.template.spec.containers, t),
  ];
}

function replicaSetFacts(replicaSet: ReplicaSet, snapshot: Snapshot, t: Translate): readonly Fact[] {
  const { spec, status, metadata } = replicaSet;
  return [
    {
      label: t('inspector.status'),
      text: t('inspector.replicaSetStatus', { ready: status.readyReplicas ?? 0, desired: spec.replicas }),
    },
    { label: t('inspector.revision'), text: metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '' },
    ownerFact(replicaSet, snapshot, t),
    { label: t('inspector.selector'), text: labelsText(spec.selector.matchLabels), mono: true },
    ...images(spec.template.spec.containers, t),
  ];
}

function serviceFacts({ spec, status }: Service, t: Translate): readonly Fact[] {
  const external = status.loadBalancer.ingress?.map(({ ip, hostname }) => ip ?? hostname).join(', ');
  return [
    { label: t('inspector.type'), text: spec.type },
    { label: 'Cluster IP', text: spec.clusterIP ?? '', mono: true },
    { label: t('inspector.external'), text: external ?? '', mono: true },
    {
      label: t('inspector.ports'),
      text: (spec.ports ?? [])
        .map(({ port, nodePort, targetPort, protocol }) => {
          const outside = nodePort === undefined ? '' : `:${nodePort}`;
          return `${port}${outside}/${protocol ?? 'TCP'} → ${targetPort ?? port}`;
        })
        .join(', '),
      mono: true,
    },
    { label: t('inspector.selector'), text: labelsText(spec.selector), mono: true },
  ];
}

/** What every object has. */
export function commonFacts({ metadata }: KubeObject, t: Translate): readonly Fact[] {
  const facts: readonly Fact[] = [
    { label: t('inspector.labels'), text: labelsText(metadata.labels), mono: true },
    { label: t('inspector.created'), text: metadata.creationTimestamp.replace('T', ' ').replace('Z', ' UTC') },
  ];
  return facts.filter((fact) => fact.text !== '');
}

function images(containers: readonly { image?: string }[], t: Translate): readonly Fact[] {
  return [{ label: t('inspector.image'), text: containers.map(({ image }) => image).join(', '), mono: true }];
}

const ownerResources: Readonly<Record<string, string>> = { ReplicaSet: 'replicasets', Deployment: 'deployments' };

function ownerFact({ metadata }: KubeObject, snapshot: Snapshot, t: Translate): Fact {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  const resource = ownerResources[owner?.kind ?? ''];
  return {
    label: t('inspector.owner'),
    text: owner === undefined ? '' : `${owner.kind} ${owner.name}`,
    ...(resource !== undefined && refTo(resource, metadata.namespace ?? '', owner?.name, snapshot)),
  };
}

function refTo(
  resource: string,
  namespace: string,
  name: string | undefined,
  snapshot: Snapshot,
): { ref: ObjectRef } | undefined {
  const uid = name === undefined ? undefined : snapshot.get(resource, namespace, name)?.metadata.uid;
  return name === undefined || uid === undefined ? undefined : { ref: { resource, namespace, name, uid } };
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
