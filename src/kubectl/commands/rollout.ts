import { toRFC3339 } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, instantCommand, type AnyCommand, type Call, type CommandGroup } from '../command.ts';
import { describePodTemplate } from '../describe/pod-template.ts';
import { DescribeWriter } from '../describe/writer.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { alignLines } from '../output/tabular.ts';
import { Discovery, nameOf } from '../resources.ts';
import { revisionsOf } from '../rollout/revisions.ts';
import { rolloutStatus } from '../rollout/status.ts';
import { undoRollout } from '../rollout/undo.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from '../targets.ts';
import { followChanges } from '../watch.ts';

const targetFlags = { ...filenameFlags, selector: stringFlag('', { shorthand: 'l' }) };

/** What a rollout command acts on. */
function readTargets(call: Call<typeof targetFlags>, api: ApiClient, errors: Error[]): ObjectInfo[] {
  const { env, flags: given, args } = call;
  const discovery = new Discovery(api);
  const { namespace, isExplicit } = namespaceOf(call);
  if (given.filename.length > 0 || given.kustomize !== '') {
    const options = { namespace, isExplicit, validate: false };
    return readObjects(readManifestFiles(env, given), discovery, options, errors).map((info) => ({
      ...info,
      object: api.get(info.resource, info.namespace, info.name),
    }));
  }
  if (args.length === 0) throw new KubectlError('required resource not specified');
  const targets = parseTargets(args, discovery);
  return fetchTargets(api, targets, namespace, { labelSelector: given.selector }, errors);
}

const status = command({
  name: 'status',
  flags: {
    ...targetFlags,
    revision: intFlag(0),
    timeout: durationFlag(0),
    watch: boolFlag(true, { shorthand: 'w' }),
  },
  *run(call) {
    const { env, flags: given } = call;
    const api = new ApiClient(env);
    if (given.revision < 0) throw new KubectlError(`revision must be a positive integer: ${given.revision}`);
    const errors: Error[] = [];
    const infos = readTargets(call, api, errors);
    throwAll(errors);
    if (infos.length === 0) {
      env.err(`No resources found in ${namespaceOf(call).namespace} namespace.\n`);
      return;
    }
    for (const info of infos) {
      const show = (object: ObjectInfo['object']): boolean => {
        const { text, done } = rolloutStatus(object, given.revision);
        env.out(text);
        return done;
      };
      const revision = env.revision();
      if (show(info.object) || !given.watch) continue;
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
  },
});

const HISTORY_TABS = { minWidth: 0, padding: 2 };

const history = instantCommand({
  name: 'history',
  flags: { ...targetFlags, ...printFlags, revision: intFlag(0) },
  run(call) {
    const { env, flags: given } = call;
    if (given.revision < 0) throw new KubectlError(`revision must be a positive integer: ${given.revision}`);
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
    for (const info of readTargets(call, api, errors)) {
      if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(info.resource.kind)) {
        throw new KubectlError(`no history viewer has been implemented for "${info.resource.kind}"`);
      }
      const revisions = revisionsOf(api, info.object);
      const chosen = revisions.find(({ number }) => number === given.revision);
      if (given.revision > 0 && chosen === undefined) {
        throw new KubectlError('unable to find the specified revision');
      }
      if (print !== undefined) {
        env.out(print((chosen ?? revisions.at(-1))?.keeper ?? info.object));
        continue;
      }
      const name = nameOf(info.resource, info.name);
      if (chosen !== undefined) {
        const writer = new DescribeWriter();
        describePodTemplate(writer, chosen.template);
        env.out(`${name} with revision #${chosen.number}\n${writer.raw()}\n`);
      } else {
        const rows = revisions.map(({ number, cause }) => `${number}\t${cause === '' ? '<none>' : cause}`);
        env.out(`${name} \n${alignLines(['REVISION\tCHANGE-CAUSE', ...rows], HISTORY_TABS).join('\n')}\n\n`);
      }
    }
    throwAll(errors);
  },
});

const undo = instantCommand({
  name: 'undo',
  flags: { ...targetFlags, ...printFlags, ...dryRunFlags, 'to-revision': intFlag(0) },
  run(call) {
    const { env, flags: given } = call;
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const errors: Error[] = [];
    for (const info of readTargets(call, api, errors)) {
      try {
        const done =
          dryRun === 'client' ? 'rolled back' : undoRollout(api, info, given['to-revision'], dryRun === 'server');
        env.out(`${nameOf(info.resource, info.name)} ${done}${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});

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
          api.patch(info.resource, info.namespace, info.name, 'strategic', change, options);
          const text = nameOf(info.resource, info.name);
          env.out(given.output === 'name' ? `${text}\n` : `${text} ${done}\n`);
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

const restart = changeCommand({
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

const pause = changeCommand({
  name: 'pause',
  done: 'paused',
  patch: (info) => {
    if (info.resource.kind !== 'Deployment') return 'pausing is not supported';
    return isPaused(info) ? 'is already paused' : { spec: { paused: true } };
  },
});

const resume = changeCommand({
  name: 'resume',
  done: 'resumed',
  patch: (info) => {
    if (info.resource.kind !== 'Deployment') return 'resuming is not supported';
    return isPaused(info) ? { spec: { paused: null } } : 'is not paused';
  },
});

export const rollout: CommandGroup = {
  name: 'rollout',
  refuses: 'unknown command',
  bareHelp: 'out',
  commands: [history, pause, restart, resume, status, undo],
};
