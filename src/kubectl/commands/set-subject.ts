import { instantCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { namespaceOf } from '../namespace.ts';
import { subjectFlags, subjectsOf, type Subject } from '../rbac-subjects.ts';
import { changeObjects, checkLocal, readSetTargets, setFlags } from '../set-objects.ts';

const { record: _record, ...ownFlags } = setFlags;
const flags = { ...ownFlags, ...subjectFlags };

function isSame(a: Subject, b: Subject): boolean {
  return a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
}

/** `kubectl set subject` (kubectl pkg/cmd/set/set_subject.go). */
export const setSubject = instantCommand({
  name: 'subject',
  flags,
  run(call) {
    const infos = readSetTargets(call, call.args);
    checkLocal(call.flags);
    const added = subjectsOf(call.flags, namespaceOf(call).namespace);
    if (added.length === 0) {
      throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
    }
    const errors: Error[] = [];
    changeObjects(
      call,
      infos,
      {
        operation: 'subjects updated',
        failure: 'failed to patch subjects to rolebinding:',
        change({ resource, object }) {
          if (resource.kind !== 'RoleBinding' && resource.kind !== 'ClusterRoleBinding') {
            throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
          }
          const { subjects = [] } = object as { subjects?: Subject[] };
          const fresh = added.filter((subject) => !subjects.some((known) => isSame(known, subject)));
          return fresh.length === 0 ? object : { ...object, subjects: [...subjects, ...fresh] };
        },
        skipsUnchanged: true,
        namesFailed: true,
      },
      errors,
    );
    throwAll(errors);
  },
});
