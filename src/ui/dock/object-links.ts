import type { Snapshot } from '../../engine/index.ts';
import type { ObjectRef } from '../../scene/index.ts';

/** Kinds that output names, as kubectl's users shorten them; those before win where a name is one of several. */
const spellings: readonly (readonly [resource: string, words: string])[] = [
  ['pods', 'pod pods po'],
  ['deployments', 'deployment deployments deploy deployment.apps'],
  ['services', 'service services svc'],
  ['replicasets', 'replicaset replicasets rs replicaset.apps'],
  ['statefulsets', 'statefulset statefulsets sts statefulset.apps'],
  ['daemonsets', 'daemonset daemonsets ds daemonset.apps'],
  ['jobs', 'job jobs job.batch'],
  ['cronjobs', 'cronjob cronjobs cj cronjob.batch'],
  ['nodes', 'node nodes no'],
  ['ingresses', 'ingress ingresses ing ingress.networking.k8s.io'],
  [
    'horizontalpodautoscalers',
    'hpa horizontalpodautoscaler horizontalpodautoscalers horizontalpodautoscaler.autoscaling',
  ],
  ['configmaps', 'configmap configmaps cm'],
  ['secrets', 'secret secrets'],
  ['persistentvolumeclaims', 'pvc persistentvolumeclaim persistentvolumeclaims'],
];
const resourceOf = new Map(spellings.flatMap(([resource, words]) => words.split(' ').map((word) => [word, resource])));
const resources = spellings.map(([resource]) => resource);

/** Words that may name an object, with the kind before a slash. */
const NAME = /(?:([a-z][a-z.\d]{0,60})\/)?([a-z\d](?:[-a-z\d.]{0,250}[a-z\d])?)/g;

/** A part of a text: what is no link stands as a text alone. */
export type Piece = string | { readonly text: string; readonly ref: ObjectRef };

/** Which kinds and namespaces a command is about, so that its output is read as it is meant. */
export interface LinkContext {
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
}

/** Reads from a command what its output will name. */
export function contextOf(command: string): LinkContext {
  const words = command.slice(0, 2000).split(/[\s,]+/);
  const kinds = words.flatMap((word) => resourceOf.get(word.replace(/\/.*$/, '')) ?? []);
  const flag = words.findIndex((word) => word === '-n' || word === '--namespace');
  const joined = words.find((word) => /^(?:-n|--namespace)=/.test(word))?.replace(/^[^=]*=/, '');
  const namespace = joined ?? (flag < 0 ? undefined : words[flag + 1]);
  return { kinds, namespaces: namespace === undefined ? [] : [namespace] };
}

/** Whether a name could hardly be anything else: `web-0`, `web-5d9c`, but not `web`. */
function isTelling(name: string): boolean {
  return name.includes('-') && name.length > 4;
}

/** Finds the objects that a text names and that are in a snapshot. */
export function pieces(text: string, { kinds, namespaces }: LinkContext, snapshot: Snapshot): readonly Piece[] {
  const known = new Map<string, ObjectRef | undefined>();
  const all = [...namespaces, 'default', ...snapshot.list('namespaces').map(({ metadata }) => metadata.name)];
  const lookUp = (kind: string | undefined, name: string): ObjectRef | undefined => {
    const key = `${kind ?? ''}/${name}`;
    if (known.has(key)) return known.get(key);
    const given = kind === undefined ? undefined : resourceOf.get(kind);
    const tried = given === undefined ? [...kinds, ...resources] : [given];
    let found: ObjectRef | undefined;
    for (const resource of kind !== undefined && given === undefined ? [] : tried) {
      for (const namespace of resource === 'nodes' ? [''] : all) {
        const uid = snapshot.get(resource, namespace, name)?.metadata.uid;
        if (uid === undefined) continue;
        found = { resource, namespace, name, uid };
        break;
      }
      if (found !== undefined) break;
    }
    known.set(key, found);
    return found;
  };
  const parts: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(NAME)) {
    const [whole, kind, name = ''] = match;
    const { index } = match;
    const before = text.charAt(index - 1);
    if (/[\w./:@-]/.test(before) || /[\w/:@]/.test(text.charAt(index + whole.length))) continue;
    const isFirst = index === 0 || before === '\n';
    const isQuoted = before === '"' && text.charAt(index + whole.length) === '"';
    if (kind === undefined && !isTelling(name) && !isQuoted && !(isFirst && kinds.length > 0)) continue;
    const ref = lookUp(kind, name);
    if (ref === undefined) continue;
    if (index > end) parts.push(text.slice(end, index));
    parts.push({ text: whole, ref });
    end = index + whole.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
