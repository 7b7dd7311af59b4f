import { referenceOf } from '../kubectl/index.ts';
import texts from '../kubectl/help/recorded.json' with { type: 'json' };
import descriptions from '../manifests/schema/descriptions.json' with { type: 'json' };

/** kubectl's help and the API reference. */
export const reference = referenceOf(texts, descriptions);
