import type { Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import type { ContainerCommand, KubectlEnv, Wait } from '../env.ts';
import { badRequest, CommandTerminated, KubectlError, usageError } from '../errors.ts';
import { filenameFlags } from '../files.ts';
import { boolFlag, durationFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { attachablePod, chooseContainer } from '../pods-of.ts';
import { Discovery } from '../resources.ts';

/** Runs a command in a container; a failure is said and becomes kubectl's exit code. */
export function* runInContainer(env: KubectlEnv, what: ContainerCommand): Generator<Wait, void, void> {
  if (env.exec === undefined)
    throw new KubectlError('unable to upgrade connection: this terminal cannot enter containers');
  const exitCode = yield* env.exec(what);
  if (exitCode !== 0) throw new CommandTerminated(exitCode);
}

/** Refuses containers that do not run, as the kubelet does. */
export function checkRunning({ metadata, spec, status }: Pod, container: string): void {
  if (status.phase === 'Succeeded' || status.phase === 'Failed') {
    throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${status.phase}`);
  }
  if (spec.nodeName === undefined) throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  const state = all.find(({ name }) => name === container)?.state;
  if (state?.running === undefined) {
    const message = `unable to upgrade connection: container not found ("${container}")`;
    throw new KubectlError(message);
  }
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
    const { env, flags: given, args, dashAt } = call;
    if (dashAt === undefined && args.length > 1) {
      throw usageError(call.path, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    const [word] = args.slice(0, dashAt ?? args.length);
    const words = dashAt === undefined ? [] : args.slice(dashAt);
    if (word === undefined) throw new KubectlError('pod, type/name or --filename must be specified');
    if (words.length === 0) throw new KubectlError('you must specify at least one command for the container');
    const api = new ApiClient(env);
    const pod = attachablePod(api, new Discovery(api), word, namespaceOf(call).namespace);
    const { name: container, notice } = chooseContainer(pod, given.container);
    if (notice !== '' && !given.quiet) env.err(notice);
    checkRunning(pod, container);
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
