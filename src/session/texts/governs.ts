import { builtinResources, labelSelectorMatches } from '../../engine/index.ts';
import type { KubeObject, LabelSelector, Pod, Service, Snapshot } from '../../engine/index.ts';
import type { FieldPath, ManifestDocument } from '../../manifests/index.ts';
import type { Phrase } from '../../scene/index.ts';
import type { Governed } from '../state.ts';
import { identity } from './identity.ts';
import { fieldsAt, hasLabels, itemsAt, labelSelectorAt, labelsAt, textAt, valueAt } from './json-fields.ts';
import { asToleration, fitsSelectors, meetsTerm, tolerates } from './node-fit.ts';
import { selectingKinds, templatePath } from './pod-template.ts';
import { podUsesObject } from './pod-uses.ts';
import type { UsedKind } from './pod-uses.ts';
import { listensOn } from './service-ports.ts';

interface Place {
  readonly document: ManifestDocument;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: FieldPath;
  readonly snapshot: Snapshot;
  /** The object as it is in the cluster. */
  readonly live: KubeObject | undefined;
}

type Rule = (place: Place) => Governed | undefined;

/** What the field at a path governs in the picture; undefined when the text does not even name an object. */
export function governs(document: ManifestDocument, path: FieldPath, snapshot: Snapshot): Governed | undefined {
  const { apiVersion, kind, namespace, name } = identity(document);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const resource = builtinResources.find((each) => each.kind === kind && each.group === group)?.resource;
  if (resource === undefined || name === '') return undefined;
  const live = snapshot.get(resource, namespace, name);
  const place: Place = { document, kind, namespace, name, path, snapshot, live };
  for (const rule of rules) {
    const governed = rule(place);
    if (governed !== undefined) return governed;
  }
  return undefined;
}

const uidOf = ({ metadata }: KubeObject): string => metadata.uid;

function say(key: string, uids: readonly string[], params: Phrase['params']): Governed {
  return { uids: [...new Set(uids)], phrase: { key: `writing.governs.${key}`, params } };
}

/** Pods of an object: those that it owns, through ReplicaSets and Jobs too. */
export function ownPods(live: KubeObject | undefined, snapshot: Snapshot): readonly Pod[] {
  if (live === undefined) return [];
  if (live.kind === 'Pod')
    return snapshot.list('pods', live.metadata.namespace).filter((pod) => uidOf(pod) === uidOf(live));
  const direct = snapshot.podsControlledBy(uidOf(live));
  if (live.kind !== 'Deployment' && live.kind !== 'CronJob') return direct;
  const between = snapshot.ownedBy(uidOf(live)).filter(({ kind }) => kind === 'ReplicaSet' || kind === 'Job');
  return [...direct, ...between.flatMap((owner) => snapshot.podsControlledBy(uidOf(owner)))];
}

function podsIn({ snapshot, namespace }: Place): readonly Pod[] {
  return snapshot.list('pods', namespace);
}

function selectedBy(selector: LabelSelector | undefined, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter((pod) => labelSelectorMatches(selector, pod.metadata.labels));
}

function servicesFor(pods: readonly Pod[], { snapshot, namespace }: Place): readonly Service[] {
  return snapshot
    .list('services', namespace)
    .filter(
      ({ spec }) =>
        spec.selector !== undefined && pods.some((pod) => hasLabels(pod.metadata.labels, spec.selector ?? {})),
    );
}

const startsWith = (path: FieldPath, prefix: FieldPath): boolean => prefix.every((step, depth) => path[depth] === step);

const withSelf = (place: Place, things: readonly KubeObject[]): string[] => [
  ...(place.live === undefined ? [] : [uidOf(place.live)]),
  ...things.map(uidOf),
];

/** A selector of labels, of matchLabels, or one label of them: the pods that have these. */
function selectorRule(place: Place): Governed | undefined {
  const { path, kind, document, live } = place;
  const at = path.findIndex((step) => step === 'selector' || step === 'podSelector' || step === 'labelSelector');
  const isSelector =
    at !== -1 && (selectingKinds.has(kind) || ['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(kind));
  if (!isSelector || path[0] !== 'spec' || path.includes('namespaceSelector')) return undefined;
  const isPlain = kind === 'Service' || kind === 'ReplicationController';
  const last = path.at(-1);
  const value = valueAt(document.object, path);
  const inside = path.slice(at + 1);
  const isOneLabel = typeof last === 'string' && typeof value === 'string' && inside.length === (isPlain ? 1 : 2);
  const selector: LabelSelector = isOneLabel
    ? { matchLabels: { [last]: value } }
    : isPlain
      ? { matchLabels: labelsAt(document.object, path.slice(0, at + 1)) ?? {} }
      : labelSelectorAt(document.object, path.slice(0, at + 1));
  const pods = selectedBy(selector, podsIn(place));
  const what = isOneLabel ? 'label' : 'selector';
  const uids = [...(live === undefined ? [] : [uidOf(live)]), ...pods.map(uidOf)];
  return say(what, uids, { count: pods.length, label: isOneLabel ? `${last}=${value}` : '', kind, name: place.name });
}

/** Labels of a pod template: the pods that have them, and the Services and workloads that select by them. */
function templateLabelRule(place: Place): Governed | undefined {
  const { path, kind, document, snapshot, namespace } = place;
  const template = templatePath(kind);
  if (template === undefined || !startsWith(path, [...template, 'metadata', 'labels'])) return undefined;
  const key = path[template.length + 2];
  const value = textAt(document.object, path);
  if (typeof key !== 'string' || value === undefined) return templateRule(place);
  const pods = podsIn(place).filter((pod) => pod.metadata.labels?.[key] === value);
  const services = snapshot.list('services', namespace).filter(({ spec }) => spec.selector?.[key] === value);
  const uids = withSelf(place, [...pods, ...services]);
  return say('label', uids, { count: pods.length, label: `${key}=${value}`, kind, name: place.name });
}

/** Fields of a container. */
function containerRule(place: Place): Governed | undefined {
  const { path, kind, document, live, snapshot } = place;
  const template = templatePath(kind);
  if (template === undefined || !startsWith(path, [...template, 'spec'])) return undefined;
  const [list, index, field] = path.slice(template.length + 1);
  if ((list !== 'containers' && list !== 'initContainers') || typeof index !== 'number') return undefined;
  const container = valueAt(document.object, [...template, 'spec', list, index]);
  const containerName = textAt(container, ['name']);
  const pods = ownPods(live, snapshot);
  if (field === 'image') {
    const image = textAt(container, ['image']) ?? '';
    const running = pods.filter((pod) =>
      (pod.spec[list] ?? []).some((each) => each.name === containerName && each.image === image),
    );
    return say('image', withSelf(place, pods), { image, running: running.length, count: pods.length });
  }
  if (field === 'ports') {
    const port = fieldsAt(document.object, path.slice(0, template.length + 5));
    const services = servicesFor(pods, place).filter(({ spec }) =>
      (spec.ports ?? []).some(
        ({ port: own, targetPort = own }) => targetPort === port['containerPort'] || targetPort === port['name'],
      ),
    );
    return say('containerPort', [...pods, ...services].map(uidOf), {
      count: services.length,
      pods: pods.length,
      services: services.map(({ metadata }) => metadata.name).join(', '),
    });
  }
  if (field === 'readinessProbe') {
    const services = servicesFor(pods, place);
    return say('readiness', [...pods, ...services].map(uidOf), { count: pods.length });
  }
  return undefined;
}

/** Fields that choose nodes. */
function nodeRule(place: Place): Governed | undefined {
  const { path, kind, document, live, snapshot } = place;
  const template = templatePath(kind);
  if (template === undefined || !startsWith(path, [...template, 'spec'])) return undefined;
  const spec = valueAt(document.object, [...template, 'spec']);
  const inSpec = path.slice(template.length + 1);
  const [field] = inSpec;
  const nodes = snapshot.list('nodes');
  const pods = ownPods(live, snapshot);
  const found = (fitting: typeof nodes): Governed =>
    say('nodes', [...fitting, ...pods].map(uidOf), {
      count: fitting.length,
      nodes: fitting.map(({ metadata }) => metadata.name).join(', '),
    });
  if (field === 'nodeName') return found(nodes.filter(({ metadata }) => metadata.name === valueAt(spec, ['nodeName'])));
  if (field === 'nodeSelector') {
    const [, key] = inSpec;
    const wanted = typeof key === 'string' ? { [key]: valueAt(spec, inSpec) } : fieldsAt(spec, ['nodeSelector']);
    return found(nodes.filter(({ metadata }) => hasLabels(metadata.labels, wanted)));
  }
  if (field === 'affinity' && inSpec[1] === 'nodeAffinity') {
    const term = inSpec.findLastIndex((step) => step === 'preference');
    if (term !== -1) return found(nodes.filter((node) => meetsTerm(valueAt(spec, inSpec.slice(0, term + 1)), node)));
    return found(nodes.filter((node) => fitsSelectors({ affinity: valueAt(spec, ['affinity']) }, node)));
  }
  if (field === 'tolerations') {
    const one = inSpec.length > 1 ? [valueAt(spec, inSpec.slice(0, 2))] : itemsAt(spec, ['tolerations']);
    const tainted = nodes.filter((node) =>
      (node.spec.taints ?? []).some((taint) => one.some((each) => tolerates(asToleration(each), taint))),
    );
    return say('tolerated', [...tainted, ...pods].map(uidOf), { count: tainted.length });
  }
  return undefined;
}

const usedFields: Readonly<Record<string, UsedKind>> = {
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  configMap: 'ConfigMap',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  secret: 'Secret',
  imagePullSecrets: 'Secret',
  persistentVolumeClaim: 'PersistentVolumeClaim',
  serviceAccountName: 'ServiceAccount',
  priorityClassName: 'PriorityClass',
};

function usersOf(kind: UsedKind, name: string, place: Place): Governed {
  const pods =
    kind === 'PriorityClass'
      ? place.snapshot.list('pods').filter((pod) => podUsesObject(pod, kind, name))
      : podsIn(place).filter((pod) => podUsesObject(pod, kind, name));
  return say('users', pods.map(uidOf), { count: pods.length, kind, name });
}

/** A name of another object in a pod template: all pods that use that. */
function referenceRule(place: Place): Governed | undefined {
  const { path, kind, document } = place;
  const template = templatePath(kind);
  if (template === undefined) return undefined;
  const at = path.findLastIndex((step) => typeof step === 'string' && Object.hasOwn(usedFields, step));
  const used = usedFields[String(path[at])];
  if (at < template.length || used === undefined) return undefined;
  const value = valueAt(document.object, path.slice(0, at + 1));
  const named =
    typeof value === 'string'
      ? value
      : ['name', 'secretName', 'claimName'].map((field) => textAt(value, [field])).find(Boolean);
  return named === undefined ? undefined : usersOf(used, named, place);
}

/** Any other field of a pod template: the pods that were made from it. */
function templateRule(place: Place): Governed | undefined {
  const { path, kind, live, snapshot, name } = place;
  const template = templatePath(kind);
  if (template === undefined || template.length === 0 || !startsWith(path, template)) return undefined;
  const pods = ownPods(live, snapshot);
  return say('template', pods.map(uidOf), { count: pods.length, kind, name });
}

function replicasRule(place: Place): Governed | undefined {
  const { path, kind, live, snapshot, name } = place;
  const fields = ['replicas', 'parallelism', 'completions', 'minReadySeconds', 'strategy', 'updateStrategy'];
  if (path[0] !== 'spec' || !fields.includes(String(path[1])) || !selectingKinds.has(kind)) return undefined;
  const pods = ownPods(live, snapshot);
  const key = ['strategy', 'updateStrategy', 'minReadySeconds'].includes(String(path[1])) ? 'strategy' : 'replicas';
  return say(key, withSelf(place, pods), { count: pods.length, kind, name });
}

function serviceRule(place: Place): Governed | undefined {
  const { path, kind, document, snapshot } = place;
  if (kind !== 'Service' || path[0] !== 'spec') return undefined;
  const selector = labelsAt(document.object, ['spec', 'selector']);
  const pods = selector === undefined ? [] : podsIn(place).filter((pod) => hasLabels(pod.metadata.labels, selector));
  const port = fieldsAt(document.object, path.slice(0, 3));
  if (path[1] === 'type' || path[3] === 'nodePort') {
    const type = textAt(document.object, ['spec', 'type']);
    if (type !== 'NodePort' && type !== 'LoadBalancer') return undefined;
    const nodes = snapshot.list('nodes');
    return say('nodePort', withSelf(place, nodes), { count: nodes.length });
  }
  if (path[1] !== 'ports') return undefined;
  if (path[3] === 'targetPort' || path[3] === undefined) {
    const target = port['targetPort'] ?? port['port'];
    const listening = pods.filter((pod) => listensOn(pod.spec, target));
    return say('targetPort', withSelf(place, listening), { count: listening.length, port: String(target) });
  }
  return say('servicePort', withSelf(place, pods), { count: pods.length, port: String(port['port'] ?? '') });
}

function targetOf(place: Place, resource: string, name: string, kind: string): Governed {
  const { snapshot, namespace } = place;
  const found = snapshot.get(resource, namespace, name);
  const pods = ownPods(found, snapshot);
  const uids = found === undefined ? [] : [uidOf(found), ...pods.map(uidOf)];
  return say(found === undefined ? 'missing' : 'target', uids, { kind, name });
}

/** Fields that name what an object works on. */
function targetRule(place: Place): Governed | undefined {
  const { path, kind, document } = place;
  if (path[0] !== 'spec') return undefined;
  if (kind === 'HorizontalPodAutoscaler') {
    const target = fieldsAt(document.object, ['spec', 'scaleTargetRef']);
    const targetKind = String(target['kind'] ?? '');
    const resource = builtinResources.find((each) => each.kind === targetKind)?.resource;
    return resource === undefined ? undefined : targetOf(place, resource, String(target['name'] ?? ''), targetKind);
  }
  const backend = path.findLastIndex((step) => step === 'backend' || step === 'defaultBackend');
  if (kind === 'Ingress' && backend !== -1) {
    const name = textAt(document.object, [...path.slice(0, backend + 1), 'service', 'name']);
    return name === undefined ? undefined : targetOf(place, 'services', name, 'Service');
  }
  if (kind === 'Ingress') {
    const names = JSON.stringify(document.object).matchAll(/"service":\{"name":"([^"]+)"/g);
    const services = [...names].flatMap(([, name = '']) => place.snapshot.get('services', place.namespace, name) ?? []);
    return say('ingress', services.map(uidOf), { count: services.length });
  }
  if (kind === 'PodDisruptionBudget') {
    const pods = selectedBy(labelSelectorAt(document.object, ['spec', 'selector']), podsIn(place));
    return say('budget', pods.map(uidOf), { count: pods.length });
  }
  if (kind === 'NetworkPolicy') {
    const pods = selectedBy(labelSelectorAt(document.object, ['spec', 'podSelector']), podsIn(place));
    return say('policy', pods.map(uidOf), { count: pods.length });
  }
  return undefined;
}

/** Kinds that pods name: who uses them. */
function usersRule(place: Place): Governed | undefined {
  const { kind, name, snapshot, namespace } = place;
  switch (kind) {
    case 'ConfigMap':
    case 'Secret':
    case 'PersistentVolumeClaim':
    case 'ServiceAccount':
    case 'PriorityClass':
      return usersOf(kind, name, place);
    case 'Namespace': {
      const pods = snapshot.list('pods', name);
      const services = snapshot.list('services', name);
      return say('namespace', [...pods, ...services].map(uidOf), { count: pods.length, name });
    }
    case 'ResourceQuota':
    case 'LimitRange': {
      const pods = snapshot.list('pods', namespace);
      return say('namespace', pods.map(uidOf), { count: pods.length, name: namespace });
    }
    default:
      return undefined;
  }
}

/** Everything else: the object itself, with its pods. */
function selfRule(place: Place): Governed {
  const { live, kind, name, snapshot } = place;
  if (live === undefined) return say('absent', [], { kind, name });
  const pods = ownPods(live, snapshot);
  return say('self', withSelf(place, pods), { kind, name, count: pods.length });
}

const rules: readonly Rule[] = [
  referenceRule,
  nodeRule,
  templateLabelRule,
  containerRule,
  templateRule,
  selectorRule,
  replicasRule,
  serviceRule,
  targetRule,
  usersRule,
  selfRule,
];
