import { createTwoWayMergePatch, patchSchemaOf } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { printerFor } from '../output/format.ts';
import { subjectFlags, subjectsOf, type Subject } from '../rbac-subjects.ts';
import { nameOf } from '../resources.ts';
import { readSetTargets, setFlags } from '../set-resources.ts';
import { MISSING_RESOURCES } from '../targets.ts';

const { record: _record, ...ownFlags } = setFlags;

/** `kubectl set subject` (kubectl pkg/cmd/set/set_subject.go). */
export const setSubject = instantCommand({
  name: 'subject',
  flags: { ...ownFlags, ...subjectFlags },
  run(call) {
    const { env, flags: given } = call;
    const added = subjectsOf(given);
    if (call.args.length === 0 && given.filename.length === 0 && given.kustomize === '') {
      throw new KubectlError(MISSING_RESOURCES);
    }
    const errors: Error[] = [];
    const infos = readSetTargets(call, call.args, errors);
    throwAll(errors);
    if (added.length === 0) {
      throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
    }
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    for (const info of infos) {
      const { kind } = info.resource;
      if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') {
        throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      }
      const { subjects = [] } = info.object as { subjects?: Subject[] };
      const isSame = (a: Subject, b: Subject): boolean =>
        a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
      const fresh = added.filter((subject) => !subjects.some((known) => isSame(known, subject)));
      if (fresh.length === 0) continue;
      const changed = { ...info.object, subjects: [...subjects, ...fresh] };
      const patch = createTwoWayMergePatch(info.object, changed, patchSchemaOf(changed.apiVersion, changed.kind));
      const result =
        given.local || dryRun === 'client'
          ? changed
          : api.patch(info.resource, info.namespace, info.name, 'strategic', patch, {
              fieldManager: given['field-manager'],
              dryRun: dryRun === 'server',
            });
      const name = nameOf(info.resource, info.name);
      if (print !== undefined) env.out(print(result));
      else env.out(given.output === 'name' ? `${name}\n` : `${name} subjects updated${dryRunSuffix(dryRun)}\n`);
    }
  },
});
