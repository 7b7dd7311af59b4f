import type { Decision, Snapshot } from '../../engine/index.ts';
import type { ObjectRef } from '../../scene/index.ts';

/** The object that a decision was about (`resource/namespace/name`), while it exists. */
export function refOfSubject(subject: string, snapshot: Snapshot): ObjectRef | undefined {
  const [resource = '', namespace = '', name = ''] = subject.split('/');
  const uid = snapshot.get(resource, namespace, name)?.metadata.uid;
  return uid === undefined ? undefined : { resource, namespace, name, uid };
}

/** What the sentence of a decision names beside its subject, by the parameter that has the name. */
const named: readonly (readonly [param: string, resource: string, isNamespaced: boolean])[] = [
  ['node', 'nodes', false],
  ['runnerUp', 'nodes', false],
  ['pod', 'pods', true],
  ['first', 'pods', true],
  ['replicaSet', 'replicasets', true],
  ['job', 'jobs', true],
  ['service', 'services', true],
];

/** The objects that a decision was about and that its sentence names, as far as they exist; each once. */
export function refsOfDecision({ subject, params }: Decision, snapshot: Snapshot): readonly ObjectRef[] {
  const [, namespace = ''] = subject.split('/');
  const others = named.map(([param, resource, isNamespaced]) => {
    const name = params[param];
    return typeof name === 'string'
      ? refOfSubject(`${resource}/${isNamespaced ? namespace : ''}/${name}`, snapshot)
      : undefined;
  });
  const refs = [refOfSubject(subject, snapshot), ...others].filter((ref) => ref !== undefined);
  return refs.filter(({ uid }, index) => refs.findIndex((each) => each.uid === uid) === index);
}
