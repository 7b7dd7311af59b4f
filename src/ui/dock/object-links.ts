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
  ['persistentvolumes', 'pv persistentvolume persistentvolumes'],
  ['storageclasses', 'sc storageclass storageclasses storageclass.storage.k8s.io'],
  ['networkpolicies', 'netpol networkpolicy networkpolicies networkpolicy.networking.k8s.io'],
  ['poddisruptionbudgets', 'pdb poddisruptionbudget poddisruptionbudgets poddisruptionbudget.policy'],
  ['replicationcontrollers', 'rc replicationcontroller replicationcontrollers'],
  ['endpointslices', 'endpointslice endpointslices endpointslice.discovery.k8s.io'],
  ['serviceaccounts', 'sa serviceaccount serviceaccounts'],
  ['resourcequotas', 'quota resourcequota resourcequotas'],
  ['limitranges', 'limits limitrange limitranges'],
  ['namespaces', 'ns namespace namespaces'],
];
const resourceOf = new Map(spellings.flatMap(([resource, words]) => words.split(' ').map((word) => [word, resource])));
const resources = spellings.map(([resource]) => resource);

/** Words that may name an object, with the kind before a slash: `pod/web`, and `ReplicaSet/web-5d9c` as describe has it. */
const NAME = /(?:([A-Za-z][A-Za-z.\d]{0,60})\/)?([a-z\d](?:[-a-z\d.]{0,250}[a-z\d])?)/g;

/** A part of a text: what is no link stands as a text alone. */
export type Piece = string | { readonly text: string; readonly ref: ObjectRef };

/** Which kinds and namespaces a command is about, so that its output is read as it is meant. */
export interface LinkContext {
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
  /** Lines begin with their object's namespace (`-A`). */
  readonly hasNamespaces: boolean;
}

/** Reads from a command what its output will name. */
export function contextOf(command: string): LinkContext {
  const words = command.slice(0, 2000).split(/[\s,]+/);
  const kinds = words.flatMap((word) => resourceOf.get(word.replace(/\/.*$/, '')) ?? []);
  const flag = words.findIndex((word) => word === '-n' || word === '--namespace');
  const joined = words.find((word) => /^(?:-n|--namespace)=/.test(word))?.replace(/^[^=]*=/, '');
  const namespace = joined ?? (flag < 0 ? undefined : words[flag + 1]);
  const hasNamespaces = words.some((word) => word === '-A' || word === '--all-namespaces');
  return { kinds, namespaces: namespace === undefined ? [] : [namespace], hasNamespaces };
}

/** What may stand before a name in its line for it to be its line's object: a namespace and blanks. */
const LONGEST_LEAD = 100;

/** Kinds without a namespace. */
const CLUSTER_WIDE = new Set(['nodes', 'namespaces', 'persistentvolumes', 'storageclasses']);

/** Whether a name could hardly be anything else: `web-0`, `web-5d9c`, but not `web`. */
function isTelling(name: string): boolean {
  return name.includes('-') && name.length > 4;
}

/** Finds the objects that a text names and that are in a snapshot. */
export function pieces(
  text: string,
  { kinds, namespaces, hasNamespaces }: LinkContext,
  snapshot: Snapshot,
): readonly Piece[] {
  const known = new Map<string, ObjectRef | undefined>();
  const all = [...namespaces, 'default', ...snapshot.list('namespaces').map(({ metadata }) => metadata.name)];
  const lookUp = (kind: string | undefined, name: string, inNamespace: string | undefined): ObjectRef | undefined => {
    const key = `${inNamespace ?? ''}/${kind ?? ''}/${name}`;
    if (known.has(key)) return known.get(key);
    const given = kind === undefined ? undefined : resourceOf.get(kind.toLowerCase());
    const tried = given === undefined ? [...kinds, ...resources] : [given];
    let found: ObjectRef | undefined;
    for (const resource of kind !== undefined && given === undefined ? [] : tried) {
      for (const namespace of CLUSTER_WIDE.has(resource) ? [''] : inNamespace === undefined ? all : [inNamespace]) {
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
    const after = text.charAt(index + whole.length);
    // A machine stands before its address in describe: `node-1/172.18.0.3`.
    const isBeforeAddress = after === '/' && /^\/\d/.test(text.slice(index + whole.length, index + whole.length + 2));
    if (/[\w./:@-]/.test(before) || (/[\w/:@]/.test(after) && !isBeforeAddress)) continue;
    const isAtStart = index === 0 || before === '\n';
    const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
    const line = index - start > LONGEST_LEAD ? '-' : text.slice(start, index);
    const place = hasNamespaces ? /^([a-z\d][-a-z\d]*) +$/.exec(line)?.[1] : undefined;
    if (hasNamespaces && isAtStart && kind === undefined && !kinds.includes('namespaces')) continue;
    const isFirst = isAtStart || place !== undefined || /^Name: +$/.test(line);
    const isQuoted = before === '"' && text.charAt(index + whole.length) === '"';
    if (kind === undefined && !isTelling(name) && !isQuoted && !(isFirst && kinds.length > 0)) continue;
    const ref = lookUp(kind, name, place);
    if (ref === undefined) continue;
    if (index > end) parts.push(text.slice(end, index));
    parts.push({ text: whole, ref });
    end = index + whole.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
