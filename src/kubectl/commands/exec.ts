import type { Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import type { ContainerCommand, KubectlEnv, Wait } from '../env.ts';
import { badRequest, CommandTerminated, KubectlError, throwAll, usageError } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import {
  checkRunningTimeout,
  chooseContainer,
  containersOf,
  namedObject,
  waitForPods,
  type NamedObject,
} from '../pods-of.ts';
import { Discovery } from '../resources.ts';
import { getNamed } from '../targets.ts';

/** Runs a command in a container; a failure is said and becomes kubectl's exit code. */
export function* runInContainer(env: KubectlEnv, what: ContainerCommand): Generator<Wait, void, void> {
  if (env.exec === undefined)
    throw new KubectlError('unable to upgrade connection: this terminal cannot enter containers');
  const exitCode = yield* env.exec(what);
  if (exitCode !== 0) throw new CommandTerminated(exitCode);
}

/** Refuses containers that a command cannot reach, in the words of whoever does: kubectl, the API server, the kubelet. */
export function checkReachable(pod: Pod, container: string, verb: 'exec into' | 'attach'): void {
  const { metadata, spec, status } = pod;
  if (status.phase === 'Succeeded' || status.phase === 'Failed') {
    throw new KubectlError(`cannot ${verb} a container in a completed pod; current phase is ${status.phase}`);
  }
  if (!containersOf(spec).some(({ name }) => name === container)) {
    throw badRequest(`container ${container} is not valid for pod ${metadata.name}`);
  }
  if (spec.nodeName === undefined) throw badRequest(`pod ${metadata.name} does not have a host assigned`);
}

/** The kubelet knows running containers only (pkg/kubelet/kubelet_pods.go, GetExec and GetAttach). */
export function checkRunning({ metadata, status }: Pod, container: string, verb: 'exec into' | 'attach'): void {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  if (all.find(({ name }) => name === container)?.state.running !== undefined) return;
  const reason =
    verb === 'attach'
      ? `container ${container} not found in pod ${metadata.name}_${metadata.namespace ?? ''}`
      : `container not found ("${container}")`;
  throw new KubectlError(`Internal error occurred: unable to upgrade connection: ${reason}`);
}

/** The object of the one file that `-f` names. */
function objectOfFile(call: Pick<Call, 'env' | 'flags'>, given: FileFlags, discovery: Discovery): NamedObject {
  const errors: Error[] = [];
  const place = { ...namespaceOf(call), validate: false };
  const infos = readObjects(readManifestFiles(call.env, { ...given, recursive: false }), discovery, place, errors);
  throwAll(errors);
  const [info] = infos;
  if (info === undefined || infos.length > 1) throw new KubectlError('cannot exec into multiple objects at a time');
  const object = getNamed(new ApiClient(call.env), info.resource, info.namespace, info.name);
  return { resource: info.resource, object };
}

interface FileFlags {
  filename: readonly string[];
}

/** `kubectl exec` (kubectl pkg/cmd/exec/exec.go). */
export const exec = command({
  name: 'exec',
  flags: {
    filename: filenameFlags.filename,
    container: stringFlag('', { shorthand: 'c' }),
    'pod-running-timeout': durationFlag(60_000),
    quiet: boolFlag(false, { shorthand: 'q' }),
    stdin: boolFlag(false, { shorthand: 'i' }),
    tty: boolFlag(false, { shorthand: 't' }),
  },
  *run(call) {
    const { env, flags: given, args, dashAt, path } = call;
    const hasFile = given.filename.length > 0;
    checkRunningTimeout(given, path);
    if (dashAt === undefined && args.length > 1 && !hasFile) {
      throw usageError(path, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    const word = dashAt === 0 || (dashAt === undefined && hasFile) ? undefined : args[0];
    const words = dashAt === undefined ? (hasFile ? args : []) : args.slice(dashAt);
    if (word === undefined && !hasFile) throw new KubectlError('pod, type/name or --filename must be specified');
    if (words.length === 0) throw new KubectlError('you must specify at least one command for the container');
    if (word !== undefined && hasFile) {
      throw new KubectlError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    }
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const named =
      word === undefined
        ? objectOfFile(call, given, discovery)
        : namedObject(api, discovery, word, namespaceOf(call).namespace);
    const [pod] = yield* waitForPods(env, api, named, 'attach to', given['pod-running-timeout']);
    if (pod === undefined) return;
    const { name: container, notice } = chooseContainer(pod, given.container);
    if (notice !== '' && !given.quiet) env.err(notice);
    checkReachable(pod, container, 'exec into');
    checkRunning(pod, container, 'exec into');
    yield* runInContainer(env, {
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      container,
      command: words,
      stdin: given.stdin,
      tty: given.tty,
    });
  },
});
