import { referenceOf } from '../kubectl/index.ts';
import texts from '../kubectl/help/recorded.json' with { type: 'json' };
import schema from '../manifests/schema/kubernetes.schema.json' with { type: 'json' };

/** kubectl's help and the API reference. */
export const reference = referenceOf(texts, schema);
