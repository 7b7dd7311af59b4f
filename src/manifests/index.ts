export { DocumentMemory } from './document-memory.ts';
export { parseManifests, type ManifestDocument, type ManifestProblem, type Manifests } from './parse.ts';
export { escapeJsonHtml, toJson, toYaml } from './print.ts';
export { applyEdits, withValue, yamlLines, type TextEdit } from './field-edit.ts';
export type { JsonValue } from './node-value.ts';
export { formatManifests } from './format.ts';
export type { FieldPath, SourceRange } from './source-range.ts';
export { describedSchema, listedValues, type Descriptions } from './described-schema.ts';
export { splitDocuments } from './split.ts';
