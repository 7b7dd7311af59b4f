import { referenceOf } from '../../src/kubectl/index.ts';
import texts from '../../src/kubectl/help/recorded.json' with { type: 'json' };
import schema from '../../src/manifests/schema/kubernetes.schema.json' with { type: 'json' };

/** kubectl's help and the API reference, as the page loads them. */
export const reference = referenceOf(texts, schema);

/** The command lines whose texts are recorded. */
export const recordedLines: readonly string[] = Object.keys(texts);
