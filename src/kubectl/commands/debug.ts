import { createTwoWayMergePatch, patchSchemaOf } from '../../engine/index.ts';
import type { Container, EnvVar, GenericObject, Pod, PodSpec } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { attachToStarted } from '../attach-started.ts';
import { command, type Call } from '../command.ts';
import {
  isProfile,
  withCopyProfile,
  withEphemeralProfile,
  withNodeProfile,
  type DebugProfile,
} from '../debug-profiles.ts';
import type { Wait } from '../env.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag, stringToStringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { randomSuffix } from '../random-suffix.ts';
import { Discovery, groupVersion } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

const LEGACY_NOTICE =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';

const flags = {
  'arguments-only': boolFlag(),
  attach: boolFlag(),
  container: stringFlag('', { shorthand: 'c' }),
  'copy-to': stringFlag(),
  custom: stringFlag(),
  env: stringToStringFlag(),
  filename: filenameFlags.filename,
  image: stringFlag(),
  'image-pull-policy': stringFlag(),
  'keep-annotations': boolFlag(),
  'keep-init-containers': boolFlag(true),
  'keep-labels': boolFlag(),
  'keep-liveness': boolFlag(),
  'keep-readiness': boolFlag(),
  'keep-startup': boolFlag(),
  profile: stringFlag('legacy'),
  quiet: boolFlag(false, { shorthand: 'q' }),
  replace: boolFlag(),
  'same-node': boolFlag(),
  'set-image': stringToStringFlag(),
  'share-processes': boolFlag(true),
  stdin: boolFlag(false, { shorthand: 'i' }),
  target: stringFlag(),
  tty: boolFlag(false, { shorthand: 't' }),
};

type DebugCall = Call<typeof flags>;

/** What a person asked for, once it is known to make sense. */
interface Wish {
  names: readonly string[];
  words: readonly string[];
  profile: DebugProfile;
  attaches: boolean;
  env: readonly EnvVar[];
  /** What `--custom` says of the container; it comes after the profile. */
  custom: Partial<Container>;
}

/** Fields that a custom profile must leave alone. */
const NOT_CUSTOM = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'] as const;

/** The part of a container in the file that `--custom` names. */
function customProfile({ env, flags: { custom } }: DebugCall): Partial<Container> {
  if (custom === '') return {};
  const refuse = (reason: string): never => {
    throw new KubectlError(`must pass a container spec json file for custom profile: ${reason}`);
  };
  const text = env.readFile(custom) ?? refuse(`open ${custom}: no such file or directory`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refuse('it is no object');
  if (NOT_CUSTOM.some((field) => Object.hasOwn(parsed, field))) {
    throw new KubectlError('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
  }
  return parsed;
}

function readWish(call: DebugCall): Wish {
  const { args, dashAt, flags: given, path } = call;
  const names = args.slice(0, dashAt ?? args.length);
  const words = dashAt === undefined ? [] : args.slice(dashAt);
  const { profile, image } = given;
  if (!isProfile(profile)) throw new KubectlError(`unknown profile: ${profile}`);
  const copies = given['copy-to'] !== '';
  const setsImages = Object.keys(given['set-image']).length > 0;
  if (copies) {
    if (image === '' && !setsImages && words.length === 0) {
      throw new KubectlError('you must specify --image, --set-image or command arguments.');
    }
    if (words.length > 0 && given.container === '' && image === '') {
      throw new KubectlError('you must specify an existing container or a new image when specifying args.');
    }
  } else {
    if (image === '') throw new KubectlError('you must specify --image when not using --copy-to.');
    if (given.replace) throw new KubectlError('--replace may only be used with --copy-to.');
    if (given['same-node']) throw new KubectlError('--same-node may only be used with --copy-to.');
    if (setsImages) throw new KubectlError('--set-image may only be used with --copy-to.');
  }
  if (given.target !== '' && copies) {
    throw new KubectlError('--target is incompatible with --copy-to. Use --share-processes instead.');
  }
  if (given.tty && !given.stdin) throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true');
  if (names.length === 0 && given.filename.length === 0) throw new KubectlError(MISSING_RESOURCES);
  const env = Object.entries(given.env).map(([name, value]): EnvVar => ({ name, value }));
  return {
    names,
    words,
    profile,
    env,
    custom: customProfile(call),
    attaches: given.stdin && !call.changed('attach') ? true : given.attach,
  };
}

function targets(call: DebugCall, api: ApiClient, names: readonly string[]): ObjectInfo[] {
  const { env, flags: given } = call;
  const discovery = new Discovery(api);
  const place = { ...namespaceOf(call), validate: false };
  const errors: Error[] = [];
  const files = readManifestFiles(env, { filename: given.filename, recursive: false });
  const infos = [
    ...readObjects(files, discovery, place, errors).map((info) => ({
      ...info,
      object: api.get(info.resource, info.namespace, info.name),
    })),
    ...names.flatMap((name) =>
      fetchTargets(
        api,
        parseTargets([name.includes('/') ? name : `pods/${name}`], discovery),
        place.namespace,
        {},
        errors,
      ),
    ),
  ];
  throwAll(errors);
  return infos;
}

/** The name of the container that is added; one that is made up is said. */
function containerName(call: DebugCall): string {
  const { env, flags: given } = call;
  if (given.container !== '') return given.container;
  const name = `debugger-${randomSuffix(env)}`;
  if (!given.quiet) env.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** The container that is added to a running pod. */
function ephemeralContainer(call: DebugCall, wish: Wish): Container {
  const { target } = call.flags;
  const fresh: Container = { name: containerName(call), terminationMessagePolicy: 'File' };
  const container = { ...withEphemeralProfile(configured(call, wish, fresh), wish.profile), ...wish.custom };
  const named = target === '' ? container : { ...container, targetContainerName: target };
  return JSON.parse(JSON.stringify(named)) as Container;
}

/** A container with what the flags say of it. */
function configured(call: DebugCall, wish: Wish, container: Container): Container {
  const { flags: given } = call;
  const ran =
    wish.words.length === 0
      ? {}
      : given['arguments-only']
        ? { args: [...wish.words] }
        : { command: [...wish.words], args: undefined };
  return {
    ...container,
    ...ran,
    ...(wish.env.length === 0 ? {} : { env: [...wish.env] }),
    ...(given.image === '' ? {} : { image: given.image }),
    ...(given['image-pull-policy'] === '' ? {} : { imagePullPolicy: given['image-pull-policy'] }),
    ...(given.stdin ? { stdin: true } : {}),
    ...(given.tty ? { tty: true } : {}),
  } as Container;
}

function withoutProbes(call: DebugCall, container: Container): Container {
  const { livenessProbe, readinessProbe, startupProbe, ...rest } = container;
  const { flags: given } = call;
  return {
    ...rest,
    ...(given['keep-liveness'] && livenessProbe !== undefined ? { livenessProbe } : {}),
    ...(given['keep-readiness'] && readinessProbe !== undefined ? { readinessProbe } : {}),
    ...(given['keep-startup'] && startupProbe !== undefined ? { startupProbe } : {}),
  };
}

/** The copy of a pod that is to be debugged, and the name of the container that one looks from. */
function copyOf(call: DebugCall, wish: Wish, pod: Pod): { object: object; container: string } {
  const { flags: given } = call;
  const { nodeName, ephemeralContainers: _ephemeral, initContainers = [], ...rest } = pod.spec;
  const images = given['set-image'];
  const imageOf = ({ name, image }: Container): string | undefined => images[name] ?? images['*'] ?? image;
  const copied = pod.spec.containers.map((container) => {
    const kept = wish.profile === 'legacy' ? container : withoutProbes(call, container);
    return { ...kept, image: imageOf(container) } as Container;
  });
  const isThere = copied.some(({ name }) => name === given.container);
  const addsNone = !isThere && given.image === '';
  if (addsNone && Object.keys(images).length === 0) {
    throw new KubectlError(`you must specify an existing container or a new image when specifying args.`);
  }
  const name = addsNone ? '' : isThere ? given.container : containerName(call);
  const fresh = { name, terminationMessagePolicy: 'File' } as Container;
  const containers = addsNone
    ? copied
    : isThere
      ? copied.map((container) => (container.name === name ? configured(call, wish, container) : container))
      : [...copied, configured(call, wish, fresh)];
  const spec = {
    ...rest,
    containers,
    ...(given['keep-init-containers'] && initContainers.length > 0 ? { initContainers } : {}),
    ...(given['same-node'] && nodeName !== undefined ? { nodeName } : {}),
    ...(call.changed('share-processes') || wish.profile !== 'legacy'
      ? { shareProcessNamespace: given['share-processes'] }
      : {}),
  } as PodSpec;
  const { labels, annotations } = pod.metadata;
  const metadata = {
    name: given['copy-to'],
    namespace: pod.metadata.namespace,
    ...((given['keep-labels'] || wish.profile === 'legacy') && labels !== undefined ? { labels } : {}),
    ...((given['keep-annotations'] || wish.profile === 'legacy') && annotations !== undefined ? { annotations } : {}),
  };
  const shaped = withCustomized(withCopyProfile(spec, name, wish.profile), name, wish.custom);
  const object: unknown = JSON.parse(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: shaped }));
  return { object: object as object, container: name };
}

/** A specification whose container `name` is as `--custom` says. */
function withCustomized(spec: PodSpec, name: string, custom: Partial<Container>): PodSpec {
  const containers = spec.containers.map((item) => (item.name === name ? { ...item, ...custom } : item));
  return { ...spec, containers };
}

/** The pod that looks at a node. */
function nodePodOf(call: DebugCall, wish: Wish, node: string): { object: object; name: string; container: string } {
  const { env, flags: given } = call;
  const container = given.container === '' ? 'debugger' : given.container;
  const name = `node-debugger-${node}-${randomSuffix(env)}`;
  if (!given.quiet) env.out(`Creating debugging pod ${name} with container ${container} on node ${node}.\n`);
  const shaped = withNodeProfile(
    {
      containers: [configured(call, wish, { name: container, terminationMessagePolicy: 'File' })],
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
    wish.profile,
  );
  const spec = withCustomized(shaped, container, wish.custom);
  const { namespace } = namespaceOf(call);
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } };
  const object: unknown = JSON.parse(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec }));
  return { object: object as object, name, container };
}

function* attach(
  call: DebugCall,
  api: ApiClient,
  pod: GenericObject,
  container: string,
  words: readonly string[],
): Generator<Wait, void, void> {
  const { flags: given } = call;
  const { containers, ephemeralContainers = [] } = (pod as unknown as Pod).spec;
  yield* attachToStarted(call.env, api, {
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container,
    image: [...containers, ...ephemeralContainers].find(({ name }) => name === container)?.image ?? '',
    command: words,
    stdin: given.stdin,
    tty: given.tty,
    quiet: given.quiet,
    timeoutMs: 60_000,
    failsWithIt: false,
  });
}

function* debugObject(call: DebugCall, api: ApiClient, wish: Wish, info: ObjectInfo): Generator<Wait, void, void> {
  const { env, flags: given } = call;
  const { kind } = info.resource;
  if (kind === 'Node') {
    const { object, container } = nodePodOf(call, wish, info.name);
    const created = api.create(PODS, namespaceOf(call).namespace, object);
    if (wish.attaches) yield* attach(call, api, created, container, wish.words);
    return;
  }
  if (kind !== 'Pod') throw new KubectlError(`"${groupVersionKind(info)}" not supported by debug`);
  if (given['copy-to'] === '') {
    if (given.target !== '' && !given.quiet) {
      env.out(
        `Targeting container "${given.target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
    const added = ephemeralContainer(call, wish);
    const { spec } = info.object as unknown as Pod;
    const next = {
      ...info.object,
      spec: { ...spec, ephemeralContainers: [...(spec.ephemeralContainers ?? []), added] },
    };
    const patch = createTwoWayMergePatch(info.object, next, patchSchemaOf('v1', 'Pod'));
    const options = { subresource: 'ephemeralcontainers' } as const;
    const changed = api.patch(PODS, info.namespace, info.name, 'strategic', patch, options);
    if (wish.attaches) yield* attach(call, api, changed, added.name, wish.words);
    return;
  }
  const { object, container } = copyOf(call, wish, info.object as unknown as Pod);
  const created = api.create(PODS, info.namespace, object);
  if (given.replace) api.delete(PODS, info.namespace, info.name);
  if (wish.attaches && container !== '') yield* attach(call, api, created, container, wish.words);
}

function groupVersionKind({ resource }: ObjectInfo): string {
  return `${resource.group === '' ? '/' : ''}${groupVersion(resource)}, Kind=${resource.kind}`;
}

/**
 * `kubectl debug` (kubectl pkg/cmd/debug/debug.go): a container that is added to a running pod, a copy of a pod, or a pod
 * that looks at a node.
 */
export const debug = command({
  name: 'debug',
  flags,
  *run(call) {
    const wish = readWish(call);
    if (wish.profile === 'legacy') call.env.err(LEGACY_NOTICE);
    const api = new ApiClient(call.env);
    for (const info of targets(call, api, wish.names)) yield* debugObject(call, api, wish, info);
  },
});
