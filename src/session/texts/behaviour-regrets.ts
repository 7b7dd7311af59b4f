import { ANNOTATION_PREFIX, annotationName, annotationProblem, behaviourAnnotations } from '../../engine/index.ts';
import type { AnnotationValue } from '../../engine/index.ts';
import type { FieldPath, JsonValue, ManifestDocument } from '../../manifests/index.ts';
import type { Phrase } from '../../scene/index.ts';
import type { Fix } from '../state.ts';
import { fixOf, withFields } from './fix.ts';
import { fieldsAt, itemsAt, textAt } from './json-fields.ts';
import { nearestWords } from './nearest-word.ts';
import { templatePath } from './pod-template.ts';

/** Something about an annotation that a person would regret. */
export interface AnnotationRegret {
  readonly key: string;
  readonly params: Phrase['params'];
  readonly path: FieldPath;
  readonly fixes: readonly Fix[];
  /** Not the value is wrong, but that there is such a key. */
  readonly isKey: boolean;
}

const names = behaviourAnnotations.map(({ name }) => name);

/**
 * What is wrong with the annotations under `podground.dev/` of an object: names that nobody knows, values that are not taken,
 * containers that are not there, and annotations on an object of which only the pods are asked.
 */
export function annotationRegrets(text: string, document: ManifestDocument, kind: string): readonly AnnotationRegret[] {
  const template = templatePath(kind);
  if (template === undefined) return [];
  const found = inAnnotations(text, document, [...template, 'metadata', 'annotations'], [...template, 'spec']);
  return template.length === 0 ? found : [...found, ...misplaced(text, document, template, kind)];
}

function ownAnnotations(document: ManifestDocument, path: FieldPath): readonly (readonly [string, unknown])[] {
  return Object.entries(fieldsAt(document.object, path)).filter(([key]) => key.startsWith(ANNOTATION_PREFIX));
}

function inAnnotations(
  text: string,
  document: ManifestDocument,
  path: FieldPath,
  spec: FieldPath,
): readonly AnnotationRegret[] {
  const containers = ['containers', 'initContainers'].flatMap((list) =>
    itemsAt(document.object, [...spec, list]).flatMap((each) => textAt(each, ['name']) ?? []),
  );
  return ownAnnotations(document, path).flatMap(([key, value]): readonly AnnotationRegret[] => {
    // Anything but a text is refused by the API server already.
    if (typeof value !== 'string') return [];
    const here = [...path, key];
    const rename = (name: string): readonly Fix[] =>
      fixOf(
        'rename',
        { name },
        text,
        withFields(text, document, [
          [here, undefined],
          [[...path, name], value],
        ]),
      );
    const problem = annotationProblem(key, value);
    const { name = '', container = '' } = annotationName(key) ?? {};
    if (problem?.type === 'unknown') {
      const near = nearestWords(name, names).slice(0, 2);
      const suffix = container === '' ? '' : `.${container}`;
      const fixes = near.flatMap((each) => rename(ANNOTATION_PREFIX + each + suffix));
      return [{ key: 'annotation.unknown', params: { key }, path: here, fixes, isKey: true }];
    }
    if (problem?.type === 'value') {
      const { example = '' } = behaviourAnnotations.find((each) => each.name === name) ?? {};
      const set = withFields(text, document, [[here, example]]);
      const fixes = fixOf('set', { name: key, value: example }, text, set);
      return [{ ...valueRegret(key, problem.accepts), path: here, fixes, isKey: false }];
    }
    if (container !== '' && !containers.includes(container)) {
      const fixes = nearestWords(container, containers)
        .slice(0, 2)
        .flatMap((each) => rename(`${ANNOTATION_PREFIX}${name}.${each}`));
      return [{ key: 'annotation.container', params: { key, container }, path: here, fixes, isKey: true }];
    }
    return [];
  });
}

function valueRegret(key: string, accepts: AnnotationValue): Pick<AnnotationRegret, 'key' | 'params'> {
  const { type, ...limits } = accepts;
  return { key: `annotation.${type}`, params: { key, ...limits } };
}

/** Annotations of the workload itself: no pod gets them. */
function misplaced(
  text: string,
  document: ManifestDocument,
  template: FieldPath,
  kind: string,
): readonly AnnotationRegret[] {
  const target = [...template, 'metadata', 'annotations'];
  return ownAnnotations(document, ['metadata', 'annotations']).map(([key, value]) => {
    const own = ['metadata', 'annotations', key];
    const moved = withFields(text, document, [
      [own, undefined],
      [[...target, key], value as JsonValue],
    ]);
    const fixes = fixOf('move', { name: key, place: target.join('.') }, text, moved);
    return { key: 'annotation.place', params: { key, kind, place: target.join('.') }, path: own, fixes, isKey: true };
  });
}
