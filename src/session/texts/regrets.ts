import {
  builtinResources,
  labelSelectorMatches,
  milliValue,
  parseQuantity,
  quantityError,
  quantityValue,
} from '../../engine/index.ts';
import type { LabelSelector, Node, Snapshot } from '../../engine/index.ts';
import type { FieldPath, JsonValue, ManifestDocument } from '../../manifests/index.ts';
import type { Phrase } from '../../scene/index.ts';
import { place } from '../place.ts';
import type { ParsedFile } from '../review.ts';
import type { Fix, Problem } from '../state.ts';
import { annotationRegrets } from './behaviour-regrets.ts';
import { fixOf, withDocument, withFields } from './fix.ts';
import type { FieldChange } from './fix.ts';
import { identity } from './identity.ts';
import { fieldsAt, hasLabels, itemsAt, labelSelectorAt, labelsAt, textAt, valueAt } from './json-fields.ts';
import { fitsSelectors } from './node-fit.ts';
import { placeOfField } from './place-of-field.ts';
import { selectingKinds, templatePath } from './pod-template.ts';
import { podUses } from './pod-uses.ts';
import { containerPorts, listensOn } from './service-ports.ts';

/** One object of a text, as the rules look at it. */
interface Subject {
  readonly file: ParsedFile['file'];
  readonly document: ManifestDocument;
  readonly object: unknown;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** All that there is or will be: the texts' objects and the cluster's. */
interface World {
  readonly subjects: readonly Subject[];
  readonly snapshot: Snapshot;
}

/** What describes pods: a workload's template in a text, or a pod of the cluster. */
interface PodDescription {
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: unknown;
  /** Undefined: it is in the cluster only. */
  readonly subject: Subject | undefined;
}

interface Regret {
  readonly key: string;
  readonly params: Phrase['params'];
  readonly path: FieldPath;
  readonly fixes?: readonly Fix[];
  readonly severity?: 'warning' | 'hint';
  /** The field's key is what is wrong, not its value. */
  readonly isKey?: boolean;
}

type Rule = (subject: Subject, world: World) => readonly Regret[];

/** More of one file are not told. */
const MOST_OF_A_FILE = 40;

/**
 * What the API server accepts and a person would regret, of all the texts together: Services that select nothing, ports on
 * which nobody listens, references to what is not there ... Hints say what could be better.
 */
export function regrets(files: readonly ParsedFile[], snapshot: Snapshot): readonly Problem[] {
  const subjects = files.flatMap(({ file, manifests }) =>
    manifests.documents.map((document) => ({ file, document, object: document.object, ...identity(document) })),
  );
  const world: World = { subjects, snapshot };
  return files.flatMap(({ file }) => {
    const own = subjects.filter((subject) => subject.file === file);
    const found = own.flatMap((subject) =>
      rules.flatMap((rule) => rule(subject, world).map((each) => problemOf(subject, each))),
    );
    return found.slice(0, MOST_OF_A_FILE);
  });
}

function problemOf(
  { file, document }: Subject,
  { key, params, path, fixes = [], severity = 'warning', isKey = false }: Regret,
): Problem {
  const { from, to } = placeOfField(file.text, document, path, isKey);
  const phrase: Phrase = { key: `writing.regret.${key}`, params };
  return { file: file.name, ...place(file.text, from, to), severity, message: '', phrase, fixes };
}

function change(
  subject: Subject,
  key: string,
  params: Phrase['params'],
  changes: readonly FieldChange[],
): readonly Fix[] {
  return fixOf(key, params, subject.file.text, withFields(subject.file.text, subject.document, changes));
}

function addition(subject: Subject, key: string, params: Phrase['params'], document: string): readonly Fix[] {
  return fixOf(key, params, subject.file.text, withDocument(subject.file.text, document));
}

function described(world: World, namespace: string): readonly PodDescription[] {
  const inTexts = world.subjects.flatMap((subject): PodDescription[] => {
    const template = templatePath(subject.kind);
    if (template === undefined || subject.namespace !== namespace) return [];
    const labels = labelsAt(subject.object, [...template, 'metadata', 'labels']) ?? {};
    return [{ labels, spec: valueAt(subject.object, [...template, 'spec']), subject }];
  });
  const owned = new Set(inTexts.flatMap(({ subject }) => (subject === undefined ? [] : [subject.name])));
  const inCluster = world.snapshot
    .list('pods', namespace)
    // Pods of what a text describes are described there.
    .filter(
      ({ metadata }) => ![...owned].some((name) => metadata.name === name || metadata.name.startsWith(`${name}-`)),
    )
    .map((pod) => ({ labels: pod.metadata.labels ?? {}, spec: pod.spec, subject: undefined }));
  return [...inTexts, ...inCluster];
}

function exists(world: World, kind: string, namespace: string, name: string): boolean {
  const resource = builtinResources.find((each) => each.kind === kind);
  if (resource === undefined) return true;
  const inTexts = world.subjects.some(
    (each) => each.kind === kind && each.name === name && (!resource.namespaced || each.namespace === namespace),
  );
  return inTexts || world.snapshot.get(resource.resource, resource.namespaced ? namespace : '', name) !== undefined;
}

const inNamespace = (namespace: string): string =>
  namespace === 'default' || namespace === '' ? '' : `  namespace: ${namespace}\n`;

/** A Service that selects nothing, or whose target port nobody listens on. */
function serviceRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace } = subject;
  if (kind !== 'Service') return [];
  const selector = labelsAt(object, ['spec', 'selector']);
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  const all = described(world, namespace);
  const selected = all.filter(({ labels }) => hasLabels(labels, selector));
  if (selected.length === 0) {
    const others = all.filter(({ subject: of, labels }) => of !== undefined && Object.keys(labels).length > 0);
    const fixes = others
      .slice(0, 3)
      .flatMap(({ labels, subject: of }) =>
        change(subject, 'select', { kind: of?.kind ?? '', name: of?.name ?? '' }, [
          [['spec', 'selector'], { ...labels }],
        ]),
      );
    return [{ key: 'selectsNothing', params: { selector: labelText(selector) }, path: ['spec', 'selector'], fixes }];
  }
  return itemsAt(object, ['spec', 'ports']).flatMap((port, index): Regret[] => {
    const target = valueAt(port, ['targetPort']) ?? valueAt(port, ['port']);
    if (target === undefined || selected.some(({ spec }) => listensOn(spec, target))) return [];
    const path = ['spec', 'ports', index, 'targetPort'];
    const ports = [...new Set(selected.flatMap(({ spec }) => containerPorts(spec).map((each) => each.port)))];
    const fixes = ports
      .slice(0, 3)
      .flatMap((each) => change(subject, 'set', { name: 'targetPort', value: String(each) }, [[path, each]]));
    return [{ key: 'nobodyListens', params: { port: String(target), ports: ports.join(', ') }, path, fixes }];
  });
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Two workloads whose selectors pick each other's pods: they fight over them. */
function overlapRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace, name } = subject;
  if (!selectingKinds.has(kind) || kind === 'Job') return [];
  const labels = labelsAt(object, ['spec', 'template', 'metadata', 'labels']) ?? {};
  const other = world.subjects.find(
    (each) =>
      each !== subject &&
      selectingKinds.has(each.kind) &&
      each.kind !== 'Job' &&
      each.namespace === namespace &&
      (each.kind !== kind || each.name !== name) &&
      labelSelectorMatches(selectorOf(each), labels),
  );
  if (other === undefined || Object.keys(labels).length === 0) return [];
  const wanted = { ...labelsAt(object, ['spec', 'selector', 'matchLabels']), app: name };
  const fixes =
    labels['app'] === name
      ? []
      : change(subject, 'ownLabel', { label: `app: ${name}` }, [
          [['spec', 'selector', 'matchLabels'], wanted],
          [['spec', 'template', 'metadata', 'labels', 'app'], name],
        ]);
  return [{ key: 'overlap', params: { kind: other.kind, name: other.name }, path: ['spec', 'selector'], fixes }];
}

function selectorOf({ kind, object }: Subject): LabelSelector {
  if (kind === 'ReplicationController') return { matchLabels: labelsAt(object, ['spec', 'selector']) ?? {} };
  return labelSelectorAt(object, ['spec', 'selector']);
}

/** An image without a version, which may be another one tomorrow. */
function imageRule({ kind, object }: Subject): readonly Regret[] {
  const template = templatePath(kind);
  if (template === undefined) return [];
  return ['containers', 'initContainers'].flatMap((list) =>
    itemsAt(object, [...template, 'spec', list]).flatMap((container, index): Regret[] => {
      const image = textAt(container, ['image']);
      if (image === undefined || image === '') return [];
      const tag = /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1];
      if (image.includes('@') || (tag !== undefined && tag !== 'latest')) return [];
      return [{ key: 'latest', params: { image }, path: [...template, 'spec', list, index, 'image'] }];
    }),
  );
}

const servingKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

/** A container that serves and has no readiness probe: it gets requests before it can answer them. */
function readinessRule(subject: Subject): readonly Regret[] {
  const { kind, object } = subject;
  const template = templatePath(kind);
  if (template === undefined || !servingKinds.has(kind)) return [];
  // Where no pod may be missing, Kubernetes has to know when a new one can serve.
  const unavailable = valueAt(object, ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable']);
  const isStrict = kind === 'Deployment' && (unavailable === 0 || unavailable === '0%');
  return itemsAt(object, [...template, 'spec', 'containers']).flatMap((container, index): Regret[] => {
    const [port] = itemsAt(container, ['ports']);
    const number = valueAt(port, ['containerPort']);
    if (typeof number !== 'number' || valueAt(container, ['readinessProbe']) !== undefined) return [];
    const path = [...template, 'spec', 'containers', index];
    const probe: JsonValue = { httpGet: { path: '/', port: number }, periodSeconds: 5 };
    const called = textAt(container, ['name']) ?? '';
    return [
      {
        key: isStrict ? 'noReadinessStrict' : 'noReadiness',
        params: { container: called },
        path: [...path, 'name'],
        severity: isStrict ? 'warning' : 'hint',
        fixes: change(subject, 'addReadiness', { container: called }, [[[...path, 'readinessProbe'], probe]]),
      },
    ];
  });
}

/** Pods with ports that no Service leads to. */
function noServiceRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace, name } = subject;
  if (kind !== 'Deployment' && kind !== 'StatefulSet') return [];
  const labels = labelsAt(object, ['spec', 'template', 'metadata', 'labels']) ?? {};
  const ports = containerPorts(valueAt(object, ['spec', 'template', 'spec']));
  const [first] = ports;
  if (first === undefined || Object.keys(labels).length === 0) return [];
  const picks = (selector: Readonly<Record<string, string>> | undefined): boolean =>
    selector !== undefined && Object.keys(selector).length > 0 && hasLabels(labels, selector);
  const inTexts = world.subjects.some(
    (each) =>
      each.kind === 'Service' && each.namespace === namespace && picks(labelsAt(each.object, ['spec', 'selector'])),
  );
  if (inTexts || world.snapshot.list('services', namespace).some(({ spec }) => picks(spec.selector))) return [];
  const selector = Object.entries(labels).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`);
  const service = `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${inNamespace(namespace)}spec:
  selector:
${selector.join('\n').replaceAll(/"([A-Za-z][\w.-]*)"/g, '$1')}
  ports:
    - port: ${first.port}
      targetPort: ${first.port}
`;
  return [
    {
      key: 'noService',
      params: { kind, name },
      path: ['metadata', 'name'],
      severity: 'hint',
      fixes: addition(subject, 'addService', { name }, service),
    },
  ];
}

/** Names of ConfigMaps, Secrets and claims that are nowhere: pods wait for them. */
function missingRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace } = subject;
  const template = templatePath(kind);
  if (template === undefined) return [];
  const spec = valueAt(object, [...template, 'spec']);
  return podUses(spec)
    .filter(
      ({ kind: used, name, optional }) =>
        !optional && used !== 'PriorityClass' && !exists(world, used, namespace, name),
    )
    .map(({ kind: used, name, path }) => {
      const key = textAt(spec, [...path.slice(0, -1), 'key']) ?? 'key';
      const head = `metadata:\n  name: ${name}\n${inNamespace(namespace)}`;
      const documents: Readonly<Record<string, string>> = {
        ConfigMap: `apiVersion: v1\nkind: ConfigMap\n${head}data:\n  ${key}: value\n`,
        Secret: `apiVersion: v1\nkind: Secret\n${head}stringData:\n  ${key}: value\n`,
        PersistentVolumeClaim: `apiVersion: v1\nkind: PersistentVolumeClaim\n${head}spec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 1Gi\n`,
        ServiceAccount: `apiVersion: v1\nkind: ServiceAccount\n${head}`,
      };
      const document = documents[used];
      const fixes = document === undefined ? [] : addition(subject, 'addObject', { kind: used, name }, document);
      return { key: 'missing', params: { kind: used, name }, path: [...template, 'spec', ...path], fixes };
    });
}

/** Pods that no node can take: by its labels, or because they ask for more than any node has. */
function nodeRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object } = subject;
  const template = templatePath(kind);
  const nodes = world.snapshot.list('nodes');
  if (template === undefined || nodes.length === 0) return [];
  const path = [...template, 'spec'];
  const spec = valueAt(object, path);
  const nodeName = textAt(spec, ['nodeName']);
  if (nodeName !== undefined && !nodes.some(({ metadata }) => metadata.name === nodeName)) {
    return [{ key: 'noSuchNode', params: { name: nodeName }, path: [...path, 'nodeName'] }];
  }
  if (!nodes.some((node) => fitsSelectors(spec, node))) {
    const field = valueAt(spec, ['nodeSelector']) === undefined ? ['affinity', 'nodeAffinity'] : ['nodeSelector'];
    return [{ key: 'noNodeFits', params: {}, path: [...path, ...field] }];
  }
  return itemsAt(spec, ['containers']).flatMap((container, index) => {
    const requests = {
      ...fieldsAt(container, ['resources', 'limits']),
      ...fieldsAt(container, ['resources', 'requests']),
    };
    return ['cpu', 'memory'].flatMap((resource): Regret[] => {
      const asked = requests[resource];
      if (asked === undefined || quantityError(String(asked)) !== undefined) return [];
      const most = Math.max(...nodes.map((node) => amount(node, resource)));
      if (amountOf(String(asked), resource) <= most) return [];
      const given = fieldsAt(container, ['resources', 'requests'])[resource] === undefined ? 'limits' : 'requests';
      const at = [...path, 'containers', index, 'resources', given, resource];
      return [{ key: 'tooLarge', params: { asked: String(asked), resource }, path: at }];
    });
  });
}

function amount(node: Node, resource: string): number {
  const { allocatable = {} } = node.status as { allocatable?: Readonly<Record<string, string>> };
  return amountOf(allocatable[resource] ?? '0', resource);
}

/** CPU in thousandths, memory in bytes. */
function amountOf(text: string, resource: string): number {
  const quantity = parseQuantity(text) ?? 0;
  return resource === 'cpu' ? milliValue(quantity) : quantityValue(quantity);
}

/** What an autoscaler, an Ingress or a StatefulSet names and is not there; and an autoscaler that cannot measure. */
function targetRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace } = subject;
  if (kind === 'HorizontalPodAutoscaler') return autoscalerRegrets(subject, world);
  if (kind === 'StatefulSet') {
    const service = textAt(object, ['spec', 'serviceName']);
    if (service === undefined || exists(world, 'Service', namespace, service)) return [];
    const labels = labelsAt(object, ['spec', 'template', 'metadata', 'labels']) ?? {};
    const selector = Object.entries(labels).map(([key, value]) => `    ${key}: ${value}\n`);
    const port = containerPorts(valueAt(object, ['spec', 'template', 'spec']))[0]?.port ?? 80;
    const document = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${service}\n${inNamespace(namespace)}spec:\n  clusterIP: None\n  selector:\n${selector.join('')}  ports:\n    - port: ${port}\n`;
    const fixes = addition(subject, 'addService', { name: service }, document);
    return [{ key: 'missing', params: { kind: 'Service', name: service }, path: ['spec', 'serviceName'], fixes }];
  }
  if (kind !== 'Ingress') return [];
  return itemsAt(object, ['spec', 'rules']).flatMap((rule, index) =>
    itemsAt(rule, ['http', 'paths']).flatMap((path, at): Regret[] => {
      const name = textAt(path, ['backend', 'service', 'name']);
      const backend = ['spec', 'rules', index, 'http', 'paths', at, 'backend', 'service'];
      if (name === undefined) return [];
      if (!exists(world, 'Service', namespace, name)) {
        return [{ key: 'missing', params: { kind: 'Service', name }, path: [...backend, 'name'] }];
      }
      const port = valueAt(path, ['backend', 'service', 'port', 'number']);
      const text = world.subjects.find(
        (each) => each.kind === 'Service' && each.namespace === namespace && each.name === name,
      );
      const spec =
        text === undefined ? world.snapshot.get('services', namespace, name)?.spec : valueAt(text.object, ['spec']);
      const ports = itemsAt(spec, ['ports']).map((each) => valueAt(each, ['port']));
      if (typeof port !== 'number' || ports.includes(port)) return [];
      const fixes = ports.flatMap((each) =>
        typeof each === 'number'
          ? change(subject, 'set', { name: 'number', value: String(each) }, [[[...backend, 'port', 'number'], each]])
          : [],
      );
      return [{ key: 'noSuchPort', params: { name, port }, path: [...backend, 'port', 'number'], fixes }];
    }),
  );
}

function autoscalerRegrets(subject: Subject, world: World): readonly Regret[] {
  const { object, namespace } = subject;
  const kind = textAt(object, ['spec', 'scaleTargetRef', 'kind']) ?? '';
  const name = textAt(object, ['spec', 'scaleTargetRef', 'name']) ?? '';
  const path = ['spec', 'scaleTargetRef', 'name'];
  if (!exists(world, kind, namespace, name)) return [{ key: 'missing', params: { kind, name }, path }];
  const target = world.subjects.find(
    (each) => each.kind === kind && each.name === name && each.namespace === namespace,
  );
  const byUse = itemsAt(object, ['spec', 'metrics']).some(
    (metric) =>
      textAt(metric, ['resource', 'name']) === 'cpu' &&
      textAt(metric, ['resource', 'target', 'type']) === 'Utilization',
  );
  if (target === undefined || !byUse) return [];
  const containers = ['spec', 'template', 'spec', 'containers'];
  const without = itemsAt(target.object, containers).findIndex(
    (container) =>
      valueAt(container, ['resources', 'requests', 'cpu']) === undefined &&
      valueAt(container, ['resources', 'limits', 'cpu']) === undefined,
  );
  if (without === -1) return [];
  const fixes =
    target.file === subject.file
      ? change(target, 'addCpuRequest', { name }, [[[...containers, without, 'resources', 'requests', 'cpu'], '100m']])
      : [];
  return [{ key: 'noCpuRequest', params: { kind, name }, path, fixes }];
}

/** Budgets and policies that hold for nobody, and budgets that allow no eviction at all. */
function selectsNobodyRule(subject: Subject, world: World): readonly Regret[] {
  const { kind, object, namespace } = subject;
  if (kind !== 'PodDisruptionBudget' && kind !== 'NetworkPolicy') return [];
  const field = kind === 'NetworkPolicy' ? 'podSelector' : 'selector';
  const selector = labelSelectorAt(object, ['spec', field]);
  const isAll = selector.matchLabels === undefined && selector.matchExpressions === undefined;
  const selected = described(world, namespace).filter(({ labels }) => isAll || labelSelectorMatches(selector, labels));
  if (selected.length === 0 && !isAll) return [{ key: 'selectsNobody', params: { kind }, path: ['spec', field] }];
  if (kind !== 'PodDisruptionBudget') return [];
  const least = valueAt(object, ['spec', 'minAvailable']);
  const most = valueAt(object, ['spec', 'maxUnavailable']);
  const replicas = selected.reduce((sum, { subject: of }) => {
    if (of === undefined) return sum + 1;
    const wanted = valueAt(of.object, ['spec', 'replicas']);
    return sum + (typeof wanted === 'number' ? wanted : 1);
  }, 0);
  const blocks = (typeof least === 'number' && least >= replicas) || least === '100%' || most === 0 || most === '0%';
  if (!blocks || replicas === 0) return [];
  const path = ['spec', most === undefined ? 'minAvailable' : 'maxUnavailable'];
  return [{ key: 'budgetBlocks', params: { count: replicas }, path }];
}

const rules: readonly Rule[] = [
  serviceRule,
  overlapRule,
  imageRule,
  missingRule,
  nodeRule,
  targetRule,
  selectsNobodyRule,
  noServiceRule,
  readinessRule,
  ({ file, document, kind }) => annotationRegrets(file.text, document, kind),
];
