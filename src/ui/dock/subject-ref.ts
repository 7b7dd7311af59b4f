import type { Snapshot } from '../../engine/index.ts';
import type { ObjectRef } from '../../scene/index.ts';

/** The object that a decision was about (`resource/namespace/name`), while it exists. */
export function refOfSubject(subject: string, snapshot: Snapshot): ObjectRef | undefined {
  const [resource = '', namespace = '', name = ''] = subject.split('/');
  const uid = snapshot.get(resource, namespace, name)?.metadata.uid;
  return uid === undefined ? undefined : { resource, namespace, name, uid };
}
