import type { GenericObject, LabelSelector, PodSpec, ServiceSpec } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { CHANGE_CAUSE, changeCauseOf, recordFlags } from '../change-cause.ts';
import { instantCommand, type Call } from '../command.ts';
import { madeFlags, submit, type MadeObject } from '../create-generator.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { overrideFlags, withOverrides } from '../overrides.ts';
import { podSpecOf } from '../pod-spec.ts';
import { Discovery, groupKind } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';
import { parseLabelList } from './create-workloads.ts';

const flags = {
  ...filenameFlags,
  ...madeFlags,
  ...recordFlags,
  ...overrideFlags,
  'cluster-ip': stringFlag(),
  'external-ip': stringFlag(),
  'field-manager': stringFlag('kubectl-expose'),
  labels: stringFlag('', { shorthand: 'l' }),
  'load-balancer-ip': stringFlag(),
  name: stringFlag(),
  port: stringFlag(),
  protocol: stringFlag(),
  selector: stringFlag(),
  'session-affinity': stringFlag(),
  'target-port': stringFlag(),
  type: stringFlag(),
};

type ExposeCall = Call<typeof flags>;

const EXPOSABLE = ['Service', 'ReplicationController', 'Pod', 'Deployment', 'ReplicaSet'];

/** The labels by which a Service finds an object's pods (polymorphichelpers MapBasedSelectorForObject). */
function selectorOf(object: GenericObject): Record<string, string> {
  if (object.kind === 'Pod') {
    const { labels = {} } = object.metadata;
    if (Object.keys(labels).length === 0) throw new KubectlError('the pod has no labels and cannot be exposed');
    return labels;
  }
  const selector = (object.spec as { selector?: unknown } | undefined)?.selector;
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    if (selector === undefined) {
      throw new KubectlError(
        `the ${object.kind === 'Service' ? 'service' : 'replication controller'} has no pod selector set`,
      );
    }
    return selector as Record<string, string>;
  }
  const { matchLabels = {}, matchExpressions = [] } = (selector ?? {}) as LabelSelector;
  if (matchExpressions.length > 0) {
    throw new KubectlError(
      `couldn't convert expressions - "${JSON.stringify(matchExpressions)}" to map-based selector format`,
    );
  }
  return matchLabels;
}

function introspectedSelector(object: GenericObject): Record<string, string> {
  try {
    return selectorOf(object);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  }
}

interface Port {
  port: number;
  protocol: string;
}

function portsOf(object: GenericObject): Port[] {
  if (object.kind === 'Service') {
    const { ports = [] } = (object.spec ?? {}) as { ports?: ServiceSpec['ports'] };
    return (ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  }
  const spec: PodSpec | undefined = podSpecOf(object);
  return (spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );
}

function servicePorts(call: ExposeCall, object: GenericObject): object[] {
  const { port: written, 'target-port': target, protocol } = call.flags;
  const known = portsOf(object);
  const numbers = written === '' ? known.map(({ port }) => String(port)) : written.split(',');
  if (numbers.length === 0) throw usageError(call.path, "couldn't find port via --port flag or introspection");
  return numbers.map((text, index) => {
    if (!/^\d+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing "${text}": invalid syntax`);
    const port = Number(text);
    const found = known.find((item) => item.port === port)?.protocol;
    return {
      ...(numbers.length > 1 ? { name: `port-${index + 1}` } : {}),
      protocol: protocol === '' ? (found ?? 'TCP') : protocol,
      port,
      targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target,
    };
  });
}

function exposeObject(call: ExposeCall, { object, resource, name }: ObjectInfo): void {
  const { flags: given } = call;
  if (!EXPOSABLE.includes(resource.kind)) throw new KubectlError(`cannot expose a ${groupKind(resource)}`);
  const { 'session-affinity': affinity } = given;
  if (!['', 'None', 'ClientIP'].includes(affinity)) throw new KubectlError(`unknown session affinity: ${affinity}`);
  const serviceName = given.name === '' ? name.slice(0, 63) : given.name;
  const labels = given.labels === '' ? object.metadata.labels : parseLabelList(given.labels);
  const made: MadeObject = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: serviceName, creationTimestamp: null, ...(labels === undefined ? {} : { labels }) },
    spec: {
      ports: servicePorts(call, object),
      selector: given.selector === '' ? introspectedSelector(object) : parseLabelList(given.selector),
      ...(given['cluster-ip'] === '' ? {} : { clusterIP: given['cluster-ip'] }),
      ...(given.type === '' ? {} : { type: given.type }),
      ...(given['external-ip'] === '' ? {} : { externalIPs: [given['external-ip']] }),
      ...(given['session-affinity'] === '' ? {} : { sessionAffinity: given['session-affinity'] }),
      ...(given['load-balancer-ip'] === '' || given.type !== 'LoadBalancer'
        ? {}
        : { loadBalancerIP: given['load-balancer-ip'] }),
    },
    status: { loadBalancer: {} },
  };
  const whole = withOverrides(made, given);
  const annotations = { ...whole.metadata.annotations, [CHANGE_CAUSE]: changeCauseOf(call) };
  submit(call, given.record ? { ...whole, metadata: { ...whole.metadata, annotations } } : whole, 'exposed');
}

/** `kubectl expose` (kubectl pkg/cmd/expose/expose.go). */
export const expose = instantCommand({
  name: 'expose',
  flags,
  run(call) {
    const { env, flags: given, args } = call;
    const hasFiles = namesFiles(given, args);
    if (args.length === 0 && !hasFiles) throw new KubectlError(MISSING_RESOURCES);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const { namespace, isExplicit } = namespaceOf(call);
    const errors: Error[] = [];
    const targets = hasFiles ? [] : parseTargets(args, discovery);
    if (targets.some((target) => target.name === undefined)) {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    const infos = hasFiles
      ? readObjects(readManifestFiles(env, given), discovery, { namespace, isExplicit, validate: false }, errors)
      : fetchTargets(api, targets, namespace, {}, errors);
    for (const info of infos) exposeObject(call, info);
    throwAll(errors);
  },
});
