import type { GenericObject, Pod, PodSpec, PodTemplateSpec } from '../../kinds/types/index.ts';
import { deepEqual } from '../equality.ts';
import { invalid } from '../field.ts';
import type { FieldError } from '../field.ts';
import { goQuote } from '../go-syntax.ts';
import type { Lister } from '../lister.ts';
import type { Judge } from '../registry.ts';
import { forbidden, invalid as invalidObject } from '../status.ts';
import { violationsOf } from './pod-security-checks.ts';
import type { Violation } from './pod-security-checks.ts';

const PREFIX = 'pod-security.kubernetes.io/';
const MODES = ['enforce', 'audit', 'warn'] as const;
const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

type Mode = (typeof MODES)[number];
type Level = (typeof LEVELS)[number];

interface Demand {
  readonly level: Level;
  /** `latest` or `v1.x`. */
  readonly version: string;
}

type Labels = Readonly<Record<string, string>> | undefined;

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

function isVersion(text: string): boolean {
  return text === 'latest' || /^v1\.(?:\d|[1-9]\d*)$/.test(text);
}

/** What a namespace demands of its pods (api/helpers.go, PolicyToEvaluate); nothing without labels. */
function demandOf(labels: Labels, mode: Mode): Demand {
  const level = labels?.[PREFIX + mode] ?? 'privileged';
  const version = labels?.[`${PREFIX}${mode}-version`] ?? 'latest';
  // A level that cannot be read is the strictest one where it is enforced, and none where it is only told of.
  const unreadable = mode === 'enforce' ? 'restricted' : 'privileged';
  return { level: isLevel(level) ? level : unreadable, version: isVersion(version) ? version : 'latest' };
}

function violations({ level }: Demand, spec: PodSpec, annotations: Labels): Violation[] {
  return level === 'privileged' ? [] : violationsOf(level, spec, annotations ?? {});
}

function inDetail(found: readonly Violation[]): string {
  return found.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

function demandText({ level, version }: Demand): string {
  return goQuote(`${level}:${version}`);
}

function labelsOf(lister: Lister, namespace: string | undefined): Labels {
  return lister.get('namespaces', '', namespace ?? '')?.metadata.labels;
}

/** What is wrong with the labels of a namespace (ValidateNamespace); those that an update leaves as they were may stay. */
function podSecurityLabelErrors(namespace: GenericObject, old: GenericObject | undefined): FieldError[] {
  const { labels = {} } = namespace.metadata;
  const before = old?.metadata.labels;
  return MODES.flatMap((mode) => {
    const judged = [
      [PREFIX + mode, isLevel, `must be one of ${LEVELS.join(', ')}`],
      [`${PREFIX}${mode}-version`, isVersion, 'must be "latest" or "v1.x"'],
    ] as const;
    return judged.flatMap(([label, isGood, detail]) => {
      const value = labels[label];
      if (value === undefined || isGood(value) || before?.[label] === value) return [];
      return [invalid(`metadata.labels[${label}]`, value, detail)];
    });
  });
}

/** Why a new or changed pod may not be in its namespace; undefined when it may (admission/admission.go, EvaluatePod). */
function podSecurityRefusal(pod: Pod, old: Pod | undefined, lister: Lister): string | undefined {
  const demand = demandOf(labelsOf(lister, pod.metadata.namespace), 'enforce');
  if (demand.level === 'privileged' || (old !== undefined && !isSignificant(pod, old))) return undefined;
  const found = violations(demand, pod.spec, pod.metadata.annotations);
  return found.length === 0 ? undefined : `violates PodSecurity ${demandText(demand)}: ${inDetail(found)}`;
}

/** Refuses pods and labels that may not be; for `ObjectRegistry.judge`. */
export const judgePodSecurity: Judge = (served, object, old, lister) => {
  const { info, table } = served;
  if (table === 'namespaces') {
    const errors = podSecurityLabelErrors(object, old);
    if (errors.length > 0) throw invalidObject(info, object.metadata.name, errors);
  } else if (table === 'pods') {
    const pod = object as unknown as Pod;
    const refusal = podSecurityRefusal(pod, old as unknown as Pod | undefined, lister);
    if (refusal !== undefined) throw forbidden(info, pod.metadata.name, refusal);
  }
};

/** Only what runs can make a pod that was let in another one (isSignificantPodUpdate). */
function isSignificant({ spec }: Pod, { spec: before }: Pod): boolean {
  const fields = ['containers', 'initContainers', 'ephemeralContainers'] as const;
  return fields.some((field) => !deepEqual(spec[field], before[field]));
}

function templateOf({ kind, spec }: GenericObject, object: GenericObject): PodTemplateSpec | undefined {
  if (kind === 'PodTemplate') return object['template'] as PodTemplateSpec | undefined;
  const inner =
    kind === 'CronJob' ? (spec?.['jobTemplate'] as { spec?: GenericObject['spec'] } | undefined)?.spec : spec;
  return inner?.['template'] as PodTemplateSpec | undefined;
}

const WORKLOADS: ReadonlySet<string> = new Set([
  'ReplicationController',
  'PodTemplate',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
]);

/** What whoever wrote an object is warned of: that its pods would not be let in, or that those of a namespace would not. */
export function podSecurityWarnings(object: GenericObject, old: GenericObject | undefined, lister: Lister): string[] {
  const { kind, metadata } = object;
  if (kind === 'Namespace') return old === undefined ? [] : namespaceWarnings(object, old, lister);
  const template = kind === 'Pod' ? (object as unknown as Pod) : templateOf(object, object);
  if (template?.spec === undefined || (kind !== 'Pod' && !WORKLOADS.has(kind))) return [];
  if (kind === 'Pod' && old !== undefined && !isSignificant(template as Pod, old as unknown as Pod)) return [];
  const demand = demandOf(labelsOf(lister, metadata.namespace), 'warn');
  const found = violations(demand, template.spec, template.metadata?.annotations);
  return found.length === 0 ? [] : [`would violate PodSecurity ${demandText(demand)}: ${inDetail(found)}`];
}

/** Which pods a namespace has that its new demand would not have let in (EvaluatePodsInNamespace). */
function namespaceWarnings({ metadata }: GenericObject, old: GenericObject, lister: Lister): string[] {
  const demand = demandOf(metadata.labels, 'enforce');
  const before = demandOf(old.metadata.labels, 'enforce');
  const isStricter = LEVELS.indexOf(demand.level) > LEVELS.indexOf(before.level);
  if (demand.level === 'privileged' || (demand.version === before.version && !isStricter)) return [];
  const podsOf = new Map<string, string[]>();
  for (const { metadata: pod, spec } of lister.list('pods', metadata.name)) {
    const reasons = violations(demand, spec, pod.annotations).map(({ reason }) => reason);
    if (reasons.length === 0) continue;
    const key = reasons.join(', ');
    podsOf.set(key, [...(podsOf.get(key) ?? []), pod.name]);
  }
  if (podsOf.size === 0) return [];
  const lines = [...podsOf].map(([reasons, names]) => {
    const others = names.length - 1;
    const and = others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`;
    return `${names.toSorted()[0] ?? ''}${and}: ${reasons}`;
  });
  const first = `existing pods in namespace ${goQuote(metadata.name)} violate the new PodSecurity enforce level ${demandText(demand)}`;
  return [first, ...lines.toSorted()];
}
