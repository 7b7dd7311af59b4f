import {
  canonicalQuantity,
  formatLabels,
  formatLabelSelector,
  type GenericObject,
  type IntOrString,
  type LabelSelector,
} from '../../engine/index.ts';
import { writeEventsOf, type DescribeContext, type Describer } from './describer.ts';
import { writeAnnotations, writeLabels, writeList } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

const QUOTAS = { group: '', resource: 'resourcequotas', namespaced: true } as const;
const SECRETS = { group: '', resource: 'secrets', namespaced: true } as const;
const LIMITS = { group: '', resource: 'limitranges', namespaced: true } as const;

type Texts = Readonly<Record<string, string>>;

function writeName(writer: DescribeWriter, { metadata }: GenericObject): void {
  writer.line(0, `Name:\t${metadata.name}`);
  if (metadata.namespace !== undefined) writer.line(0, `Namespace:\t${metadata.namespace}`);
}

/** How many bytes a base64 text stands for. */
function decodedSize(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, (base64.length / 4) * 3 - padding);
}

export const describeConfigMap: Describer = (writer, object, context) => {
  writeName(writer, object);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  const data = (object['data'] ?? {}) as Texts;
  const binary = (object['binaryData'] ?? {}) as Texts;
  writer.write('\nData\n====\n');
  for (const key of Object.keys(data).toSorted()) writer.write(`${key}:\n----\n${data[key] ?? ''}\n\n`);
  writer.write('\nBinaryData\n====\n');
  for (const key of Object.keys(binary).toSorted()) {
    writer.write(`${key}: ${decodedSize(binary[key] ?? '')} bytes\n`);
  }
  writer.write('\n');
  writeEventsOf(writer, object, context);
};

export const describeSecret: Describer = (writer, object) => {
  writeName(writer, object);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  writer.write(`\nType:\t${String(object['type'] ?? '')}\n`);
  writer.write('\nData\n====\n');
  const data = (object['data'] ?? {}) as Texts;
  const isToken = object['type'] === 'kubernetes.io/service-account-token';
  for (const key of Object.keys(data).toSorted()) {
    const value = data[key] ?? '';
    writer.line(0, isToken && key === 'token' ? `${key}:\t${atob(value)}` : `${key}:\t${decodedSize(value)} bytes`);
  }
};

/** What a quota's scope means (describe.go, helpTextForResourceQuotaScope). */
const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function writeScopes(writer: DescribeWriter, level: number, { spec }: GenericObject, bullet: string): void {
  const scopes = ((spec as { scopes?: string[] } | undefined)?.scopes ?? []).toSorted();
  if (scopes.length === 0) return;
  writer.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) {
    const help = SCOPE_HELP[scope];
    if (help !== undefined) writer.line(level, `${bullet} ${help}`);
  }
}

function writeQuota(writer: DescribeWriter, quota: GenericObject): void {
  const { metadata, status } = quota;
  const { hard = {}, used = {} } = (status ?? {}) as { hard?: Texts; used?: Texts };
  writer.line(1, `Name:\t${metadata.name}`);
  writeScopes(writer, 1, quota, '*');
  writer.line(1, 'Resource\tUsed\tHard');
  writer.line(1, '--------\t---\t---');
  for (const name of Object.keys(hard).toSorted()) {
    writer.line(1, `${name}\t${canonicalQuantity(used[name] ?? '0') ?? '0'}\t${hard[name] ?? ''}`);
  }
}

interface LimitItem {
  type: string;
  min?: Texts;
  max?: Texts;
  default?: Texts;
  defaultRequest?: Texts;
  maxLimitRequestRatio?: Texts;
}

function writeLimits(writer: DescribeWriter, { spec }: GenericObject, prefix: string): void {
  for (const item of (spec as { limits?: LimitItem[] } | undefined)?.limits ?? []) {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].toSorted();
    for (const name of names) {
      writer.write(`${[prefix + item.type, name, ...lists.map((list) => list?.[name] ?? '-')].join('\t')}\n`);
    }
  }
}

const LIMIT_TITLES = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const LIMIT_RULES = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

export const describeNamespace: Describer = (writer, object, context: DescribeContext) => {
  const { metadata, status } = object;
  writer.line(0, `Name:\t${metadata.name}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Status:\t${(status as { phase?: string } | undefined)?.phase ?? ''}`);
  const quotas = context.api.list(QUOTAS, metadata.name).items;
  const limits = context.api.list(LIMITS, metadata.name).items;
  if (quotas.length === 0) writer.write('\nNo resource quota.\n');
  else {
    writer.write('\nResource Quotas\n');
    for (const quota of quotas.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
      writeQuota(writer, quota);
    }
  }
  if (limits.length === 0) writer.write('\nNo LimitRange resource.\n');
  else {
    writer.write(`\nResource Limits\n ${LIMIT_TITLES}\n ${LIMIT_RULES}\n`);
    for (const limit of limits) writeLimits(writer, limit, ' ');
  }
};

export const describeResourceQuota: Describer = (writer, object) => {
  const { hard = {}, used = {} } = (object.status ?? {}) as { hard?: Texts; used?: Texts };
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  writeScopes(writer, 0, object, ' *');
  writer.line(0, 'Resource\tUsed\tHard');
  writer.line(0, '--------\t----\t----');
  for (const name of Object.keys(hard).toSorted()) {
    writer.line(0, `${name}\t${canonicalQuantity(used[name] ?? '0') ?? '0'}\t${hard[name] ?? ''}`);
  }
};

export const describeLimitRange: Describer = (writer, object) => {
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  writer.line(0, LIMIT_TITLES);
  writer.line(0, LIMIT_RULES);
  writeLimits(writer, object, '');
};

export const describeServiceAccount: Describer = (writer, object, context) => {
  writeName(writer, object);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  const namespace = object.metadata.namespace ?? '';
  const secrets = context.api.list(SECRETS, namespace).items;
  const known = new Set(secrets.map(({ metadata }) => metadata.name));
  const namesOf = (field: string): string[] =>
    ((object[field] ?? []) as { name?: string }[]).map(({ name = '' }) =>
      known.has(name) ? name : `${name} (not found)`,
    );
  writeList(writer, 'Image pull secrets', namesOf('imagePullSecrets'));
  writeList(writer, 'Mountable secrets', namesOf('secrets'));
  const tokens = secrets.filter(
    (secret) =>
      secret['type'] === 'kubernetes.io/service-account-token' &&
      secret.metadata.annotations?.['kubernetes.io/service-account.name'] === object.metadata.name &&
      secret.metadata.annotations['kubernetes.io/service-account.uid'] === object.metadata.uid,
  );
  writeList(
    writer,
    'Tokens',
    tokens.map(({ metadata }) => metadata.name),
  );
  writeEventsOf(writer, object, context);
};

interface BudgetSpec {
  minAvailable?: IntOrString;
  maxUnavailable?: IntOrString;
  selector?: LabelSelector;
}

interface BudgetStatus {
  disruptionsAllowed?: number;
  currentHealthy?: number;
  desiredHealthy?: number;
  expectedPods?: number;
}

export const describePodDisruptionBudget: Describer = (writer, object, context) => {
  const spec = (object.spec ?? {}) as BudgetSpec;
  const status = (object.status ?? {}) as BudgetStatus;
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  if (spec.minAvailable !== undefined) writer.line(0, `Min available:\t${spec.minAvailable}`);
  else if (spec.maxUnavailable !== undefined) writer.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
  const selector = spec.selector === undefined ? '<unset>' : formatLabelSelector(spec.selector);
  writer.line(0, `Selector:\t${selector}`);
  writer.line(0, 'Status:');
  writer.line(2, `Allowed disruptions:\t${status.disruptionsAllowed ?? 0}`);
  writer.line(2, `Current:\t${status.currentHealthy ?? 0}`);
  writer.line(2, `Desired:\t${status.desiredHealthy ?? 0}`);
  writer.line(2, `Total:\t${status.expectedPods ?? 0}`);
  writeEventsOf(writer, object, context);
};

export const describePriorityClass: Describer = (writer, object, context) => {
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `Value:\t${Number(object['value'] ?? 0)}`);
  writer.line(0, `GlobalDefault:\t${object['globalDefault'] === true}`);
  writer.line(0, `PreemptionPolicy:\t${String(object['preemptionPolicy'] ?? 'PreemptLowerPriority')}`);
  writer.line(0, `Description:\t${String(object['description'] ?? '')}`);
  writer.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
  writeEventsOf(writer, object, context);
};
