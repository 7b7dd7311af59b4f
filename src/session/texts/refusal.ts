import type { FieldPath, ManifestDocument } from '../../manifests/index.ts';

/** What an API server's refusal is about. */
export interface Refusal {
  readonly text: string;
  readonly document: ManifestDocument;
  /** The field that it names. */
  readonly path: FieldPath;
  readonly message: string;
}
