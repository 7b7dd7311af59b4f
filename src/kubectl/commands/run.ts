import { isImageReference } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { attachToStarted } from '../attach-started.ts';
import { recordFlags } from '../change-cause.ts';
import { command, type Call } from '../command.ts';
import { madeFlags, submit, type MadeObject } from '../create-generator.ts';
import { dryRunOf } from '../dry-run.ts';
import { KubectlError, usageError } from '../errors.ts';
import { filenameFlags } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringArrayFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { overrideFlags, withOverrides } from '../overrides.ts';
import { parseLabelList } from './create-workloads.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

const flags = {
  ...filenameFlags,
  ...overrideFlags,
  ...madeFlags,
  ...recordFlags,
  annotations: stringArrayFlag(),
  attach: boolFlag(),
  cascade: stringFlag('background', { alone: 'background' }),
  command: boolFlag(),
  env: stringArrayFlag(),
  expose: boolFlag(),
  'field-manager': stringFlag('kubectl-run'),
  force: boolFlag(),
  'grace-period': intFlag(-1),
  image: stringFlag(),
  'image-pull-policy': stringFlag(),
  labels: stringFlag('', { shorthand: 'l' }),
  'leave-stdin-open': boolFlag(),
  'pod-running-timeout': durationFlag(60_000),
  port: stringFlag(),
  privileged: boolFlag(),
  quiet: boolFlag(false, { shorthand: 'q' }),
  restart: stringFlag('Always'),
  rm: boolFlag(),
  stdin: boolFlag(false, { shorthand: 'i' }),
  timeout: durationFlag(0),
  tty: boolFlag(false, { shorthand: 't' }),
  wait: boolFlag(),
};

type RunCall = Call<typeof flags>;

interface EnvEntry {
  name: string;
  value?: string;
}

function envEntry(text: string): EnvEntry {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new KubectlError(`invalid env: ${text}`);
  const value = text.slice(equals + 1);
  return value === '' ? { name: text.slice(0, equals) } : { name: text.slice(0, equals), value };
}

function check(call: RunCall): { name: string; image: string } {
  const { args, flags: given, dashAt, path } = call;
  const [name] = args;
  if (name === undefined || dashAt === 0) throw usageError(path, 'NAME is required for run');
  if (given.image === '') throw new KubectlError('--image is required');
  if (!isImageReference(given.image)) {
    throw new KubectlError(`Invalid image name "${given.image}": invalid reference format`);
  }
  if (given.tty && !given.stdin) throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true');
  if (given.expose && given.port === '') throw usageError(path, '--port must be set when exposing a service');
  if (!['Always', 'OnFailure', 'Never'].includes(given.restart)) {
    throw usageError(path, `invalid restart policy: ${given.restart}`);
  }
  const { 'image-pull-policy': pullPolicy } = given;
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy)) {
    throw usageError(path, `invalid image pull policy: ${pullPolicy}`);
  }
  const attaches = given.attach || given.stdin || given.tty;
  if (given.rm && !attaches) throw usageError(path, '--rm should only be used for attached containers');
  if (attaches && dryRunOf(given) !== 'none') {
    throw usageError(
      path,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  return { name, image: given.image };
}

function podOf(call: RunCall, name: string, image: string): MadeObject {
  const { flags: given, args } = call;
  const words = args.slice(1);
  const labels = given.labels === '' ? { run: name } : parseLabelList(given.labels);
  const annotations = Object.fromEntries(
    given.annotations.map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]),
  );
  const port = given.port === '' ? undefined : Number(given.port);
  if (port !== undefined && !Number.isInteger(port)) {
    throw new KubectlError(`strconv.Atoi: parsing "${given.port}": invalid syntax`);
  }
  const container = {
    name,
    image,
    ...(given.command && words.length > 0 ? { command: words } : {}),
    ...(!given.command && words.length > 0 ? { args: words } : {}),
    ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
    ...(given.env.length === 0 ? {} : { env: given.env.map(envEntry) }),
    resources: {},
    ...(given['image-pull-policy'] === '' ? {} : { imagePullPolicy: given['image-pull-policy'] }),
    ...(given.privileged ? { securityContext: { privileged: true } } : {}),
    ...(given.stdin ? { stdin: true } : {}),
    ...(given.stdin && !given['leave-stdin-open'] ? { stdinOnce: true } : {}),
    ...(given.tty ? { tty: true } : {}),
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      creationTimestamp: null,
      labels,
      ...(given.annotations.length === 0 ? {} : { annotations }),
    },
    spec: { containers: [container], restartPolicy: given.restart, dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

function serviceOf(call: RunCall, name: string, labels: Record<string, string>): MadeObject {
  const port = Number(call.flags.port);
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels },
    status: { loadBalancer: {} },
  };
}

/** `kubectl run` (kubectl pkg/cmd/run/run.go). */
export const run = command({
  name: 'run',
  flags,
  required: ['image'],
  *run(call) {
    const { env, flags: given } = call;
    const { name, image } = check(call);
    const { namespace } = namespaceOf(call);
    const made = withOverrides(podOf(call, name, image), given);
    const attaches = given.attach || given.stdin || given.tty;
    const api = new ApiClient(env);
    let ofPod = '';
    // What is only printed keeps no note of itself.
    const whole = dryRunOf(given) === 'client' ? { ...call, flags: { ...given, 'save-config': false } } : call;
    const created = submit({ ...whole, env: { ...env, out: (text) => (ofPod += text) } }, made);
    if (given.expose) {
      // The Service is made after the pod, and told before it.
      submit(call, serviceOf(call, name, made.metadata.labels ?? {}));
      // Both the command and its printer divide the two.
      if (given.output === 'yaml') env.out('---\n---\n');
    }
    if (!attaches) {
      env.out(ofPod);
      return;
    }
    try {
      yield* attachToStarted(env, api, {
        namespace,
        pod: created.metadata.name,
        container: name,
        image,
        command: call.args.slice(1),
        stdin: given.stdin,
        tty: given.tty,
        quiet: given.quiet,
        timeoutMs: given['pod-running-timeout'],
        failsWithIt: given.restart === 'Never',
      });
    } finally {
      if (given.rm) {
        api.delete(PODS, namespace, name, { propagationPolicy: 'Background' });
        if (!given.quiet) env.out(`pod "${name}" deleted\n`);
      }
    }
  },
});
