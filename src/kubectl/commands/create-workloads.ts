import type { GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { generator, type MadeObject } from '../create-generator.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, intFlag, stringFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { Discovery, goTypeOf } from '../resources.ts';

/** A container's name out of its image (create_deployment.go, buildPodSpec). */
function containerName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const bare = last.split(/[:@]/)[0] ?? last;
  return bare
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '');
}

export const createDeployment = generator({
  name: 'deployment',
  aliases: ['deploy'],
  required: ['image'],
  flags: { image: stringsFlag(), port: intFlag(-1, { bits: 32 }), replicas: intFlag(1, { shorthand: 'r', bits: 32 }) },
  make(call, name): MadeObject {
    const { image: images, port, replicas } = call.flags;
    const command = call.dashAt === undefined ? [] : call.args.slice(call.dashAt);
    if (images.length > 1 && command.length > 0) {
      throw new KubectlError('cannot specify multiple --image options and command');
    }
    const labels = { app: name };
    const containers = images.map((image) => ({
      name: containerName(image),
      image,
      ...(command.length === 0 ? {} : { command }),
      ...(port >= 0 && images.length > 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name, creationTimestamp: null, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { creationTimestamp: null, labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
});

const CRON_JOBS = { group: 'batch', resource: 'cronjobs', namespaced: true } as const;

interface CronJobSpec {
  jobTemplate?: { metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }; spec?: object };
}

function jobFromCronJob(name: string, cronJob: GenericObject): MadeObject {
  const { jobTemplate } = (cronJob.spec ?? {}) as CronJobSpec;
  const { name: owner, uid } = cronJob.metadata;
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      creationTimestamp: null,
      ...(jobTemplate?.metadata?.labels === undefined ? {} : { labels: jobTemplate.metadata.labels }),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...jobTemplate?.metadata?.annotations },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid, controller: true }],
    },
    spec: jobTemplate?.spec ?? {},
    status: {},
  };
}

function podTemplate(name: string, image: string, command: readonly string[], restartPolicy: string): object {
  const container = { name, image, ...(command.length === 0 ? {} : { command }), resources: {} };
  return { metadata: { creationTimestamp: null }, spec: { containers: [container], restartPolicy } };
}

export const createJob = generator({
  name: 'job',
  flags: { image: stringFlag(), from: stringFlag() },
  make(call, name): MadeObject {
    const { image, from } = call.flags;
    const command = call.dashAt === undefined ? [] : call.args.slice(call.dashAt);
    if ((image === '') === (from === '')) throw new KubectlError('either --image or --from must be specified');
    if (from !== '') {
      if (command.length > 0) throw new KubectlError('cannot specify --from and command');
      const [type = '', owner = ''] = from.split('/');
      const api = new ApiClient(call.env);
      const resource = new Discovery(api).resolve(type);
      if (resource.kind !== 'CronJob') {
        throw new KubectlError(`unknown object type ${goTypeOf(resource)}`);
      }
      return jobFromCronJob(name, api.get(CRON_JOBS, namespaceOf(call).namespace, owner));
    }
    return {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: { name, creationTimestamp: null },
      spec: { template: podTemplate(name, image, command, 'Never') },
      status: {},
    };
  },
});

export const createCronJob = generator({
  name: 'cronjob',
  aliases: ['cj'],
  required: ['image', 'schedule'],
  flags: { image: stringFlag(), schedule: stringFlag(), restart: stringFlag() },
  make(call, name): MadeObject {
    const { image, schedule, restart } = call.flags;
    const command = call.dashAt === undefined ? [] : call.args.slice(call.dashAt);
    const template = podTemplate(name, image, command, restart === '' ? 'OnFailure' : restart);
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name, creationTimestamp: null },
      spec: { schedule, jobTemplate: { metadata: { name, creationTimestamp: null }, spec: { template } } },
      status: {},
    };
  },
});

/** `a=b,c=d` as labels; wrong ones are refused as `kubectl run` does (util ParseLabels). */
export function parseLabelList(text: string): Record<string, string> {
  if (text === '') throw new KubectlError('no label spec passed');
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [key = '', value, ...rest] = part.split('=');
      if (value === undefined || key === '' || rest.length > 0)
        throw new KubectlError(`unexpected label spec: ${part}`);
      return [key, value];
    }),
  );
}

export const createPodDisruptionBudget = generator({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  flags: { 'max-unavailable': stringFlag(), 'min-available': stringFlag(), selector: stringFlag() },
  make({ flags }, name): MadeObject {
    const { 'min-available': least, 'max-unavailable': most, selector } = flags;
    if (selector === '') throw new KubectlError('a selector must be specified');
    if (most === '' && least === '')
      throw new KubectlError('one of min-available or max-unavailable must be specified');
    if (most !== '' && least !== '') {
      throw new KubectlError('min-available and max-unavailable cannot be both specified');
    }
    const amount = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name, creationTimestamp: null },
      spec: {
        ...(least === '' ? {} : { minAvailable: amount(least) }),
        selector: { matchLabels: parseLabelList(selector) },
        ...(most === '' ? {} : { maxUnavailable: amount(most) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
});

export const createPriorityClass = generator({
  name: 'priorityclass',
  aliases: ['pc'],
  flags: {
    description: stringFlag(),
    'global-default': boolFlag(),
    'preemption-policy': stringFlag('PreemptLowerPriority'),
    value: intFlag(0, { bits: 32 }),
  },
  make({ flags }, name): MadeObject {
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name, creationTimestamp: null },
      value: flags.value,
      ...(flags['global-default'] ? { globalDefault: true } : {}),
      ...(flags.description === '' ? {} : { description: flags.description }),
      preemptionPolicy: flags['preemption-policy'],
    };
  },
});
