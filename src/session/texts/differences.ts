import { applyEdits, parseManifests, splitDocuments } from '../../manifests/index.ts';
import type { JsonValue, ManifestDocument } from '../../manifests/index.ts';
import type { KubeObject } from '../../engine/index.ts';
import type { EditorFile } from '../persistence.ts';
import type { Difference } from '../state.ts';
import { identity } from './identity.ts';
import { isFields, valueAt } from './json-fields.ts';
import type { Fields } from './json-fields.ts';

/** More are not shown and not taken over one by one. */
const MOST_DIFFERENCES = 200;

/** Fields that tell items of a list apart, the most telling first (the merge keys of strategic merge patch). */
const itemKeys = [
  'name',
  'containerPort',
  'port',
  'mountPath',
  'devicePath',
  'ip',
  'key',
  'topologyKey',
  'type',
  'uid',
];

/**
 * Where an object of the cluster is not what a text asks for. `wished` is what the API server says the object would be
 * after applying the text, so fields that the text leaves to others do not count.
 */
export function differences(document: ManifestDocument, live: KubeObject, wished: KubeObject): readonly Difference[] {
  const found: Difference[] = [];
  for (const [path, inCluster, inText] of differingFields([], wish(live), wish(wished))) {
    const here = positionsIn(document.object, path);
    if (found.length < MOST_DIFFERENCES) {
      found.push({
        path: here,
        ...(inText !== undefined && { inText }),
        ...(inCluster !== undefined && { inCluster }),
      });
    }
  }
  return found;
}

/** What an object asks for: without what the server writes, and without how it was written down. */
function wish(object: KubeObject): Fields {
  const { metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown };
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/last-applied') && key !== 'deployment.kubernetes.io/revision',
  );
  return {
    ...rest,
    metadata: { labels: metadata.labels ?? {}, annotations: Object.fromEntries(annotations) },
  };
}

type Differing = readonly [path: readonly Step[], a: JsonValue | undefined, b: JsonValue | undefined];

/** The fields that differ, each with the step to a list's item named by what the item is called. */
function* differingFields(path: readonly Step[], a: unknown, b: unknown): Generator<Differing> {
  if (a === b || JSON.stringify(a) === JSON.stringify(b)) return;
  if (isFields(a) && isFields(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      yield* differingFields([...path, key], a[key], b[key]);
    }
    return;
  }
  const key = Array.isArray(a) && Array.isArray(b) ? keyOfItems([...a, ...b]) : undefined;
  if (key !== undefined) {
    const byKey = (items: unknown): ReadonlyMap<unknown, Fields> =>
      new Map((items as readonly Fields[]).map((item) => [item[key], item]));
    const [inA, inB] = [byKey(a), byKey(b)];
    for (const value of new Set([...inA.keys(), ...inB.keys()])) {
      yield* differingFields([...path, { key, value }], inA.get(value), inB.get(value));
    }
    return;
  }
  yield [path, a as JsonValue | undefined, b as JsonValue | undefined];
}

/** A step into an object, or to the item of a list that is called so. */
type Step = string | number | { readonly key: string; readonly value: unknown };

function keyOfItems(items: readonly unknown[]): string | undefined {
  return itemKeys.find((key) => items.length > 0 && items.every((item) => isFields(item) && Object.hasOwn(item, key)));
}

/** The path with positions in the lists as the text has them; what is not there comes at the end. */
function positionsIn(object: unknown, path: readonly Step[]): (string | number)[] {
  const positions: (string | number)[] = [];
  for (const step of path) {
    if (typeof step !== 'object') {
      positions.push(step);
      continue;
    }
    const items = valueAt(object, positions);
    const list = Array.isArray(items) ? (items as readonly unknown[]) : [];
    const at = list.findIndex((item) => isFields(item) && item[step.key] === step.value);
    positions.push(at === -1 ? list.length : at);
  }
  return positions;
}

/** What an object of the text is in the cluster: other in some fields, or (null) not there. */
export interface ClusterSide {
  readonly identity: string;
  readonly differences: readonly Difference[] | null;
}

function identityText(document: ManifestDocument): string {
  const { apiVersion, kind, namespace, name } = identity(document);
  return [apiVersion, kind, namespace, name].join(' ');
}

/** A file's text with the cluster's values for what differs; all else, comments and order too, stays as it is. */
export function clusterText(file: EditorFile, sides: readonly ClusterSide[]): string {
  let { text } = file;
  for (const { identity: wanted, differences: found } of sides) {
    if (found === null) {
      text = withoutDocument(text, file.name, wanted);
      continue;
    }
    // The last first: what is removed moves nothing that is still to be found.
    for (const { path, inCluster } of found.toReversed()) {
      const document = parseManifests(text, file.name).documents.find((each) => identityText(each) === wanted);
      const edit = inCluster === undefined ? document?.removeEdit(path) : document?.setEdit(path, inCluster);
      if (edit !== undefined) text = applyEdits(text, [edit]);
    }
  }
  return text;
}

/** The text without one of its objects, and without the line that parted it from the others. */
function withoutDocument(text: string, fileName: string, wanted: string): string {
  const { documents } = parseManifests(text, fileName);
  const gone = documents.find((each) => identityText(each) === wanted);
  const parts = splitDocuments(text);
  if (gone === undefined || documents.filter(({ index }) => index === gone.index).length > 1) return text;
  const kept = parts.filter((_, index) => index !== gone.index).map((part) => part.text.replace(/^---[^\n]*\n/, ''));
  return kept.join('---\n');
}
