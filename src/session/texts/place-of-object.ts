import { builtinResources } from '../../engine/index.ts';
import type { KubeObject, Snapshot } from '../../engine/index.ts';
import type { FieldPath, SourceRange } from '../../manifests/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import type { ParsedFile } from '../review.ts';
import { identity } from './identity.ts';
import { templatePath } from './pod-template.ts';

/** Where in which text an object of the cluster comes from; offsets. */
export interface TextPlace extends SourceRange {
  readonly file: string;
}

const LONGEST_LINE_OF_OWNERS = 8;

/**
 * The place in the texts that an object comes from: its own document, or for what a controller made the template in its
 * owner's. Undefined when no text tells of it. Files that come first are preferred.
 */
export function placeOfObject(ref: ObjectRef, snapshot: Snapshot, files: readonly ParsedFile[]): TextPlace | undefined {
  let object: KubeObject | undefined = snapshot.get(ref.resource, ref.namespace, ref.name);
  for (let steps = 0; object !== undefined && steps < LONGEST_LINE_OF_OWNERS; steps++) {
    const { kind, metadata } = object;
    const place = placeIn(files, object, steps === 0 ? [] : (templatePath(kind) ?? []));
    if (place !== undefined) return place;
    const owner = metadata.ownerReferences?.find((each) => each.controller === true);
    const resource = builtinResources.find((each) => each.kind === owner?.kind)?.resource;
    if (owner === undefined || resource === undefined) return undefined;
    object = snapshot.get(resource, metadata.namespace ?? '', owner.name);
  }
  return undefined;
}

function placeIn(
  files: readonly ParsedFile[],
  { apiVersion, kind, metadata }: KubeObject,
  path: FieldPath,
): TextPlace | undefined {
  const group = groupOf(apiVersion);
  for (const { file, manifests } of files) {
    for (const document of manifests.documents) {
      const own = identity(document);
      const isSame =
        own.kind === kind &&
        groupOf(own.apiVersion) === group &&
        own.name === metadata.name &&
        own.namespace === (metadata.namespace ?? '');
      if (!isSame) continue;
      const range = path.length === 0 ? document.range : (document.fieldRange(path) ?? document.range);
      const end = range.from + file.text.slice(range.from, range.to).trimEnd().length;
      return { file: file.name, from: range.from, to: Math.max(end, range.from + 1) };
    }
  }
  return undefined;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
