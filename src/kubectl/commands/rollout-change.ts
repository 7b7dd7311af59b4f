import { toRFC3339 } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type AnyCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { nameOf } from '../resources.ts';
import { readTargets, targetFlags } from '../rollout/targets.ts';
import type { ObjectInfo } from '../targets.ts';
import { asTyped } from '../typed-objects.ts';

/** What `restart`, `pause` and `resume` differ in. */
interface Change {
  name: string;
  done: string;
  /** The patch, or why there is none. */
  patch(info: ObjectInfo, now: number): object | string;
}

function changeCommand({ name, done, patch }: Change): AnyCommand {
  return instantCommand({
    name,
    flags: { ...targetFlags, ...printFlags, 'field-manager': stringFlag('kubectl-rollout') },
    run(call) {
      const { env, flags: given } = call;
      const api = new ApiClient(env);
      const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
      const errors: Error[] = [];
      const infos = readTargets(call, api, errors);
      if (infos.length === 0 && errors.length === 0) {
        env.err(`No resources found in ${namespaceOf(call).namespace} namespace.\n`);
      }
      for (const info of infos) {
        const change = patch(info, env.now());
        if (typeof change === 'string') {
          const group = info.resource.group === '' ? '' : `.${info.resource.group}`;
          errors.push(new KubectlError(`error: ${info.resource.resource}${group} "${info.name}" ${change}`));
          continue;
        }
        try {
          const options = { fieldManager: given['field-manager'] };
          const changed = api.patch(info.resource, info.namespace, info.name, 'strategic', change, options);
          const text = nameOf(info.resource, info.name);
          if (print !== undefined) env.out(print(asTyped(changed)));
          else env.out(given.output === 'name' ? `${text}\n` : `${text} ${done}\n`);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          errors.push(new KubectlError(`failed to patch: ${message}`));
        }
      }
      throwAll(errors);
    },
  });
}

function isPaused({ object }: ObjectInfo): boolean {
  return (object.spec as { paused?: boolean } | undefined)?.paused === true;
}

/** `kubectl rollout restart` (kubectl pkg/cmd/rollout/rollout_restart.go). */
export const rolloutRestart = changeCommand({
  name: 'restart',
  done: 'restarted',
  patch: (info, now) => {
    const { kind } = info.resource;
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind)) return 'restarting is not supported';
    if (kind === 'Deployment' && isPaused(info)) return "can't restart paused deployment (run rollout resume first)";
    const annotations = { 'kubectl.kubernetes.io/restartedAt': toRFC3339(now) };
    return { spec: { template: { metadata: { annotations } } } };
  },
});

/** `kubectl rollout pause` (kubectl pkg/cmd/rollout/rollout_pause.go). */
export const rolloutPause = changeCommand({
  name: 'pause',
  done: 'paused',
  patch: (info) => {
    if (info.resource.kind !== 'Deployment') return 'pausing is not supported';
    return isPaused(info) ? 'is already paused' : { spec: { paused: true } };
  },
});

/** `kubectl rollout resume` (kubectl pkg/cmd/rollout/rollout_resume.go). */
export const rolloutResume = changeCommand({
  name: 'resume',
  done: 'resumed',
  patch: (info) => {
    if (info.resource.kind !== 'Deployment') return 'resuming is not supported';
    return isPaused(info) ? { spec: { paused: null } } : 'is not paused';
  },
});
