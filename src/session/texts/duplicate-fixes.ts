import type { ManifestProblem, Manifests } from '../../manifests/index.ts';
import { applyEdits } from '../../manifests/index.ts';
import type { Fix } from '../state.ts';
import { fixOf } from './fix.ts';

/** Ways out of a key that is there twice: without its later value, which the API server would take, or without the earlier one. */
export function duplicateFixes(text: string, { documents }: Manifests, problem: ManifestProblem): readonly Fix[] {
  if (!problem.message.endsWith('already set in map')) return [];
  for (const document of documents) {
    const path = document.pathAt(problem.from);
    const later = path && document.removeEdit(path);
    if (path === undefined || later === undefined) continue;
    const without = applyEdits(text, [later]);
    const line = problem.line;
    const earlier = document.removeEarlierEdit(path);
    return [
      ...fixOf('removeLine', { line }, text, without),
      ...(earlier === undefined
        ? []
        : fixOf(
            'removeLine',
            { line: text.slice(0, earlier.from + 1).split('\n').length },
            text,
            applyEdits(text, [earlier]),
          )),
    ];
  }
  return [];
}
