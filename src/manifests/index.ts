export {
  parseManifests,
  type FieldPath,
  type ManifestDocument,
  type ManifestProblem,
  type Manifests,
  type SourceRange,
} from './parse.ts';
export { escapeJsonHtml, toJson, toYaml } from './print.ts';
