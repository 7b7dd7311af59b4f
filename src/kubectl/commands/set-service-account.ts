import { instantCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { withPodSpec } from '../pod-spec.ts';
import { changeObjects, checkLocal, checkPodTemplate, readSetTargets, unselectedFlags } from '../set-objects.ts';

/** `kubectl set serviceaccount` (kubectl pkg/cmd/set/set_serviceaccount.go). */
export const setServiceAccount = instantCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  flags: unselectedFlags,
  run(call) {
    const account = call.args.at(-1);
    if (account === undefined) throw new KubectlError('serviceaccount is required');
    checkLocal(call.flags);
    const infos = readSetTargets(call, call.args.slice(0, -1));
    const errors: Error[] = [];
    changeObjects(
      call,
      infos,
      {
        operation: 'serviceaccount updated',
        failure: 'failed to patch ServiceAccountName',
        change(info) {
          checkPodTemplate(info);
          return withPodSpec(info.object, (podSpec) => ({ ...podSpec, serviceAccountName: account }));
        },
        skipsUnchanged: false,
        namesFailed: true,
      },
      errors,
    );
    throwAll(errors);
  },
});
