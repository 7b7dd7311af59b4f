import type { Event } from '../../engine/index.ts';
import type { ObjectRef } from '../../scene/index.ts';

/** What an Event is about. */
export function refOfEvent({ involvedObject }: Event): ObjectRef {
  const kind = involvedObject.kind ?? '';
  return {
    resource: pluralOf(kind),
    namespace: kind === 'Node' ? '' : (involvedObject.namespace ?? ''),
    name: involvedObject.name ?? '',
    uid: involvedObject.uid ?? '',
  };
}

/** The resource name of a built-in kind. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (/(?:s|x|ch)$/.test(name)) return name === 'endpoints' ? name : `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
