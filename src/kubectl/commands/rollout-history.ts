import { ApiClient } from '../api.ts';
import { instantCommand, type Call } from '../command.ts';
import { describePodTemplate } from '../describe/pod-template.ts';
import { DescribeWriter } from '../describe/writer.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { intFlag } from '../flags.ts';
import { printerFor, printFlags, type ObjectPrinter } from '../output/format.ts';
import { alignLines } from '../output/tabular.ts';
import { nameOf } from '../resources.ts';
import { revisionsOf, type Revision } from '../rollout/revisions.ts';
import { readTargets, targetFlags } from '../rollout/targets.ts';
import { checkRevisions } from '../rollout/workloads.ts';
import type { ObjectInfo } from '../targets.ts';
import { asTyped } from '../typed-objects.ts';

const HISTORY_TABS = { minWidth: 0, padding: 2 };

const flags = { ...targetFlags, ...printFlags, revision: intFlag(0) };

/** The history in words: all revisions, or the template of one. */
function historyText(name: string, revisions: readonly Revision[], chosen: Revision | undefined): string {
  if (chosen === undefined) {
    const rows = revisions.map(({ number, cause }) => `${number}\t${cause === '' ? '<none>' : cause}`);
    return `${name} \n${alignLines(['REVISION\tCHANGE-CAUSE', ...rows], HISTORY_TABS).join('\n')}\n\n`;
  }
  const writer = new DescribeWriter();
  describePodTemplate(writer, chosen.template);
  return `${name} with revision #${chosen.number}\n${writer.raw()}\n`;
}

function showHistory(
  { env, flags: given }: Call<typeof flags>,
  api: ApiClient,
  info: ObjectInfo,
  print: ObjectPrinter | undefined,
): void {
  checkRevisions(info.resource, 'history viewer', 'history');
  const revisions = revisionsOf(api, info.object);
  const chosen = revisions.find(({ number }) => number === given.revision);
  if (given.revision > 0 && chosen === undefined) throw new KubectlError('unable to find the specified revision');
  const shown = (chosen === undefined ? revisions : [chosen]).map((revision) => revision.shown);
  if (print === undefined && given.output === 'name') {
    for (const { apiVersion, kind, metadata } of shown) {
      env.out(`${nameOf({ kind, group: apiVersion.split('/')[0] ?? '' }, metadata.name)}\n`);
    }
  } else if (print === undefined) {
    env.out(historyText(nameOf(info.resource, info.name), revisions, chosen));
  } else if (given.output === '') {
    // A template alone is no output format: it is given the workload itself.
    env.out(print(asTyped(info.object)));
  } else {
    env.out(shown.map((object) => print(asTyped(object))).join(''));
  }
}

/** `kubectl rollout history` (kubectl pkg/cmd/rollout/rollout_history.go). */
export const rolloutHistory = instantCommand({
  name: 'history',
  flags,
  run(call) {
    const { env, flags: given } = call;
    if (given.revision < 0) throw new KubectlError(`revision must be a positive integer: ${given.revision}`);
    const api = new ApiClient(env);
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
    const errors: Error[] = [];
    for (const info of readTargets(call, api, errors)) {
      try {
        showHistory(call, api, info, print);
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});
