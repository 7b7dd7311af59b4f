import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import type { Wait } from '../env.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { boolFlag, durationFlag, intFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { rolloutStatus } from '../rollout/status.ts';
import { readTargets, targetFlags } from '../rollout/targets.ts';
import type { ObjectInfo } from '../targets.ts';
import { followChanges } from '../watch.ts';

const flags = {
  ...targetFlags,
  revision: intFlag(0),
  timeout: durationFlag(0),
  watch: boolFlag(true, { shorthand: 'w' }),
};

/** Tells one rollout until it is over. */
function* watchRollout({ env, flags: given }: Call<typeof flags>, info: ObjectInfo): Generator<Wait, void, void> {
  const show = (object: ObjectInfo['object']): boolean => {
    const { text, done } = rolloutStatus(object, given.revision);
    env.out(text);
    return done;
  };
  const revision = env.revision();
  if (show(info.object) || !given.watch) return;
  const scope = { resource: info.resource, namespace: info.namespace, name: info.name };
  const isOver = yield* followChanges(
    env,
    scope,
    revision,
    (events) =>
      events.some(({ type, object }) => {
        if (type === 'DELETED') throw new KubectlError('object has been deleted');
        return show(object);
      }),
    given.timeout === 0 ? undefined : given.timeout,
  );
  if (!isOver) throw new KubectlError('timed out waiting for the condition');
}

/** `kubectl rollout status` (kubectl pkg/cmd/rollout/rollout_status.go). */
export const rolloutStatusCommand = command({
  name: 'status',
  flags,
  *run(call) {
    const { env, flags: given } = call;
    const api = new ApiClient(env);
    if (given.revision < 0) throw new KubectlError(`revision must be a positive integer: ${given.revision}`);
    const errors: Error[] = [];
    const infos = readTargets(call, api, errors);
    if (infos.length === 0 && errors.length === 0) {
      env.err(`No resources found in ${namespaceOf(call).namespace} namespace.\n`);
    }
    for (const info of infos) {
      try {
        yield* watchRollout(call, info);
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});
