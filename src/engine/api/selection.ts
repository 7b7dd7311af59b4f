import type { GenericObject } from '../kinds/types/index.ts';
import type { ApiRequest } from './request.ts';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  unsupportedFieldMessage,
} from './selectors.ts';
import type { ServedResource } from './served-resource.ts';
import { badRequest } from './status.ts';
import { viewOf } from './views.ts';

/** Whether an object is one of those that a request selects by labels and fields; ApiError 400 for a bad selector. */
export function selection(served: ServedResource, request: ApiRequest): (object: GenericObject) => boolean {
  const { info } = served;
  const view = viewOf(served, request);
  const labels = parseLabelSelector(request.labelSelector ?? '');
  const fields = parseFieldSelector(request.fieldSelector ?? '').map((term) =>
    view === undefined ? term : { ...term, field: view.storedField(term.field) },
  );
  const unsupported = unsupportedFieldMessage(info.kind, fields);
  if (unsupported !== undefined) throw badRequest(unsupported);
  return (object) => matchesLabels(labels, object.metadata.labels) && matchesFields(info.kind, fields, object);
}
