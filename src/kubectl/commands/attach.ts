import type { Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, durationFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { checkRunningTimeout, chooseContainer, containersOf, namedObject, waitForPods } from '../pods-of.ts';
import { Discovery } from '../resources.ts';
import { checkReachable, checkRunning } from './exec.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** How often new output is looked for. Milliseconds. */
const LOOK_INTERVAL = 200;

/** `kubectl attach` (kubectl pkg/cmd/attach/attach.go): shows what the container prints from now on. */
export const attach = command({
  name: 'attach',
  flags: {
    container: stringFlag('', { shorthand: 'c' }),
    'pod-running-timeout': durationFlag(60_000),
    quiet: boolFlag(false, { shorthand: 'q' }),
    stdin: boolFlag(false, { shorthand: 'i' }),
    tty: boolFlag(false, { shorthand: 't' }),
  },
  *run(call) {
    const { env, flags: given, args, path } = call;
    const [word] = args;
    if (word === undefined) throw new KubectlError('at least 1 argument is required for attach');
    if (args.length > 2) {
      throw new KubectlError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
      );
    }
    checkRunningTimeout(given, path);
    const api = new ApiClient(env);
    const place = args[1] === undefined ? word : `${word}/${args[1]}`;
    const named = namedObject(api, new Discovery(api), place, namespaceOf(call).namespace);
    const [found] = yield* waitForPods(env, api, named, 'attach to', given['pod-running-timeout']);
    if (found === undefined) return;
    const { namespace = '', name, uid } = found.metadata;
    const find = (): Pod | undefined => api.find(PODS, namespace, name) as unknown as Pod | undefined;
    const pod = find();
    if (pod === undefined) return;
    if (given.container !== '' && !containersOf(pod.spec).some(({ name: known }) => known === given.container)) {
      throw new KubectlError(`cannot attach to the container: container ${given.container} not found in pod ${name}`);
    }
    const { name: container, notice } = chooseContainer(pod, given.container);
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') checkReachable(pod, container, 'attach');
    if (notice !== '' && !given.quiet) env.err(notice);
    if (!given.quiet) env.err("If you don't see a command prompt, try pressing enter.\n");
    checkReachable(pod, container, 'attach');
    checkRunning(pod, container, 'attach');
    let shown = env.logs(namespace, name, container)?.length ?? 0;
    for (let live: Pod | undefined = pod; live?.metadata.uid === uid; live = find()) {
      const lines = env.logs(namespace, name, container) ?? [];
      for (const { text } of lines.slice(shown)) env.out(`${text}\n`);
      shown = lines.length;
      const state = live.status.containerStatuses?.find((item) => item.name === container)?.state;
      if (state?.running === undefined) return;
      yield { until: 'time', ms: LOOK_INTERVAL };
    }
  },
});
