import { ApiClient } from '../api.ts';
import { instantCommand, type AnyCommand, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { stringFlag } from '../flags.ts';
import { Discovery } from '../resources.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from '../targets.ts';

export const nodeFlags = { ...dryRunFlags, selector: stringFlag('', { shorthand: 'l' }) };

type NodeCall = Call<typeof nodeFlags>;

/** The nodes that `cordon`, `uncordon` or `drain` act on (kubectl pkg/cmd/drain/drain.go, Complete). */
export function readNodes(call: NodeCall, api: ApiClient, verb: string): ObjectInfo[] {
  const { args, flags: given } = call;
  if (args.length === 0 && given.selector === '') throw usageError(call.path, `USAGE: ${verb} NODE [flags]`);
  if (args.length > 0 && given.selector !== '') {
    throw usageError(call.path, 'cannot specify both a node name and a --selector option');
  }
  const resource = new Discovery(undefined).resolve('nodes');
  const errors: Error[] = [];
  const discovery = new Discovery(undefined);
  const names = args.flatMap((word) =>
    word.includes('/') ? parseTargets([word], discovery) : [{ resource, name: word }],
  );
  for (const { resource: named } of names) {
    if (named.kind === 'Node') continue;
    const type = `${named.group}/${named.version}, Resource=${named.resource}`;
    throw new KubectlError(`error: expected resource of type node, got ${JSON.stringify(type)}`);
  }
  const targets = args.length === 0 ? [{ resource }] : names;
  const infos = fetchTargets(api, targets, '', { labelSelector: given.selector }, errors);
  throwAll(errors);
  return infos;
}

/** Makes nodes unschedulable or schedulable again, and says so. */
export function setUnschedulable(call: NodeCall, api: ApiClient, nodes: readonly ObjectInfo[], wanted: boolean): void {
  const dryRun = dryRunOf(call.flags);
  const done = wanted ? 'cordoned' : 'uncordoned';
  for (const { resource, name, object } of nodes) {
    const { unschedulable = false } = (object.spec ?? {}) as { unschedulable?: boolean };
    if (unschedulable !== wanted && dryRun !== 'client') {
      const patch = { spec: { unschedulable: wanted ? true : null } };
      api.patch(resource, '', name, 'strategic', patch, { dryRun: dryRun === 'server' });
    }
    const text = unschedulable === wanted ? `already ${done}` : done;
    call.env.out(`node/${name} ${text}${dryRunSuffix(dryRun)}\n`);
  }
}

function schedulingCommand(name: string, wanted: boolean): AnyCommand {
  return instantCommand({
    name,
    flags: nodeFlags,
    run(call) {
      const api = new ApiClient(call.env);
      setUnschedulable(call, api, readNodes(call, api, name), wanted);
    },
  });
}

export const cordon = schedulingCommand('cordon', true);
export const uncordon = schedulingCommand('uncordon', false);
