export {
  parseManifests,
  type FieldPath,
  type ManifestDocument,
  type ManifestProblem,
  type Manifests,
  type SourceRange,
} from './parse.ts';
export { escapeJsonHtml, toJson, toYaml } from './print.ts';
export { applyEdits, withValue, yamlLines, type TextEdit } from './field-edit.ts';
export type { JsonValue } from './node-value.ts';
export { splitDocuments } from './split.ts';
