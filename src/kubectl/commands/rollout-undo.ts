import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { throwAll } from '../errors.ts';
import { intFlag } from '../flags.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { nameOf } from '../resources.ts';
import { readTargets, targetFlags } from '../rollout/targets.ts';
import { undoRollout } from '../rollout/undo.ts';
import { asTyped } from '../typed-objects.ts';

/** `kubectl rollout undo` (kubectl pkg/cmd/rollout/rollout_undo.go). */
export const rolloutUndo = instantCommand({
  name: 'undo',
  flags: { ...targetFlags, ...printFlags, ...dryRunFlags, 'to-revision': intFlag(0) },
  run(call) {
    const { env, flags: given } = call;
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
    const errors: Error[] = [];
    for (const info of readTargets(call, api, errors)) {
      try {
        const done = undoRollout(api, info, given['to-revision'], dryRun);
        const name = nameOf(info.resource, info.name);
        // What is printed is the workload as it was before.
        if (print !== undefined) env.out(print(asTyped(info.object)));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} ${done}${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});
