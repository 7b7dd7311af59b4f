import { KubectlError } from './errors.ts';
import { stringArrayFlag } from './flags.ts';

/** Somebody whom a binding gives permissions to; the order of fields is that of Go's struct. */
export interface Subject {
  kind: 'User' | 'Group' | 'ServiceAccount';
  apiGroup?: string;
  name: string;
  namespace?: string;
}

/** The flags that name subjects. */
export const subjectFlags = { group: stringArrayFlag(), serviceaccount: stringArrayFlag(), user: stringArrayFlag() };

interface SubjectFlagValues {
  user: readonly string[];
  group: readonly string[];
  serviceaccount: readonly string[];
}

const apiGroup = 'rbac.authorization.k8s.io';

/**
 * The subjects that flags name; a KubectlError for a ServiceAccount without its name, or without its namespace unless
 * `:name` means one in `ownNamespace`.
 */
export function subjectsOf({ user, group, serviceaccount }: SubjectFlagValues, ownNamespace = ''): Subject[] {
  return [
    ...user.map((name): Subject => ({ kind: 'User', apiGroup, name })),
    ...group.map((name): Subject => ({ kind: 'Group', apiGroup, name })),
    ...serviceaccount.map((text): Subject => {
      const [given = '', name = '', ...more] = text.split(':');
      const namespace = given === '' ? ownNamespace : given;
      if (namespace === '' || name === '' || more.length > 0) {
        throw new KubectlError('serviceaccount must be <namespace>:<name>');
      }
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}
