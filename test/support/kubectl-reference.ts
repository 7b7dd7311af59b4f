import { referenceOf } from '../../src/kubectl/index.ts';
import texts from '../../src/kubectl/help/recorded.json' with { type: 'json' };
import descriptions from '../../src/manifests/schema/descriptions.json' with { type: 'json' };

/** kubectl's help and the API reference, as the page loads them. */
export const reference = referenceOf(texts, descriptions);

/** The command lines whose texts are recorded. */
export const recordedLines: readonly string[] = Object.keys(texts);
