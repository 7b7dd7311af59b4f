export { goQuote } from './api/go-syntax.ts';
export { jsonProblem } from './api/json-problem.ts';
export type * from './cluster-api.ts';
export type { LogLine } from './log-line.ts';
export type * from './kinds/types/index.ts';
export type * from './api/request.ts';
export { isFailure } from './api/request.ts';
export { watchOf, type Watch } from './api/watch.ts';
export { customResources } from './api/catalog.ts';
export {
  servedResourcesOf,
  servedVersionOf,
  specOf as definitionSpecOf,
  type DefinedVersion,
} from './api/custom-resources/definition.ts';
export type { JsonSchema } from './api/custom-resources/structural-schema.ts';
export { customTable } from './api/custom-resources/printer-columns.ts';
export { findByJsonPath, jsonPathText, parseJsonPath, type JsonPath } from './api/jsonpath.ts';
export {
  ApiError,
  badRequest,
  expired,
  internal,
  invalid,
  methodNotAllowed,
  notFound,
  requestEntityTooLarge,
  resourceNotServed,
  unsupportedMediaType,
  type StatusReason,
  type SuccessStatus,
} from './api/status.ts';
export { notSupported } from './api/field.ts';
export type { Change } from './api/change.ts';
export { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions } from './api/discovery.ts';
export { healthText } from './api/health.ts';
export { pathSegments, routeOf, type Route } from './api/routes.ts';
export { serverVersion } from './api/server-version.ts';
export type { Lister } from './api/lister.ts';
export type { ObjectOf, ResourceTypes } from './api/resources.ts';
export type { Snapshot, PodActivity } from './snapshot.ts';
export type { Decision } from './trace.ts';
export type { Fault, FaultResult, NetworkFault } from './fault.ts';
export type { Traffic } from './network/network.ts';
export type {
  Count,
  EdgeCount,
  Exchange,
  Failure,
  FailureStage,
  Hop,
  Outcome,
  Place,
  TrafficOrigin,
  TrafficRequest,
} from './network/exchange.ts';
export { curlFile, curlRequest, curlSays, readCurl, redirection, type CurlCall } from './network/clients/curl.ts';
export { readWget, wgetFile, wgetRequest, wgetSays } from './network/clients/wget.ts';
export { headText, type Said } from './network/clients/http-text.ts';
export type { NetworkDamage } from './network/network-faults.ts';
export type { LoadRate, LoadSpec } from './network/load.ts';
export type { LoadReport, ResultBucket } from './network/load-results.ts';
export {
  ANNOTATION_PREFIX,
  annotationName,
  annotationProblem,
  behaviourAnnotations,
  takesValue,
  type AnnotationProblem,
  type AnnotationValue,
  type BehaviourAnnotation,
} from './images/annotations.ts';
export type { Json } from './json.ts';
export type { Status } from './api/status.ts';
export { createClosedCluster } from './cluster.ts';
export { apiFront, createCluster, restoreCluster } from './front.ts';
export { builtinResources, servedVersions, type BuiltinResource } from './kinds/registry-data.ts';
export { podReadiness, podStatusText } from './kinds/tables/pod.ts';
export { isReadyEndpoint } from './kinds/endpoint-readiness.ts';
export { nodeRoles, nodeStatusText } from './kinds/tables/node.ts';
export { accessModesText } from './kinds/tables/storage.ts';
export { storageClassOf } from './kinds/volume-matching.ts';
export { backOffRemaining as jobBackOffRemaining } from './controllers/job-pods.ts';
export { formatLabels, type View } from './kinds/tables/table.ts';
export { formatLabelSelector } from './kinds/tables/label-selector.ts';
export { humanDuration, formatGoDuration, parseGoDuration } from './api/duration.ts';
export { fromRFC3339, toRFC3339 } from './api/time.ts';
export {
  addQuantity,
  bytesValue,
  canonicalQuantity,
  milliValue,
  parseQuantity,
  quantityError,
  quantityText,
  quantityValue,
  type Quantity,
} from './api/quantity.ts';
export { resourceFieldValue } from './kubelet/resource-field.ts';
export { tableFor, type ResourceTable } from './kinds/tables/index.ts';
export {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  labelSelectorMatches,
  type Requirement,
} from './api/selectors.ts';
export { createJsonMergePatch, createThreeWayJsonMergePatch, jsonMergePatch } from './api/patch/json-merge.ts';
export { jsonPatch } from './api/patch/json-patch.ts';
export { patchSchemaOf } from './api/patch/merge-keys.ts';
export { createThreeWayMergePatch, createTwoWayMergePatch, strategicMergePatch } from './api/patch/strategic-merge.ts';
export { deepEqual } from './api/equality.ts';
export { resolveImage } from './images/registry.ts';
export { AwkError, AwkSyntaxError } from './kubelet/shell/awk/errors.ts';
export { AwkMachine } from './kubelet/shell/awk/machine.ts';
export { parseAwk } from './kubelet/shell/awk/parser.ts';
export { recordsOf } from './kubelet/shell/awk/records.ts';
export { unescapeAwk } from './kubelet/shell/awk/tokens.ts';
export { DEFAULT_DATE_FORMAT, formatDate } from './kubelet/shell/dates.ts';
export { formatDirectives } from './kubelet/shell/format.ts';
export { compileGlob, compileWholeGlob, escapeGlob, hasWildcards } from './kubelet/shell/pattern/glob.ts';
export { PatternError, type Matcher } from './kubelet/shell/pattern/matcher.ts';
export { compileRegex } from './kubelet/shell/pattern/regex.ts';
export { replaceMatches } from './kubelet/shell/pattern/replace.ts';
export { isElement } from './kubelet/shell/language/arrays.ts';
export type {
  Command as ShellCommand,
  CompoundCommand,
  ListItem,
  Pipeline,
  Redirect,
  Script,
  SimpleCommand,
  Word,
} from './kubelet/shell/language/ast.ts';
export { quoteWord, unescapeText } from './kubelet/shell/language/characters.ts';
export { Expander, ExpansionError, type Assigned, type ExpansionScope } from './kubelet/shell/language/expander.ts';
export { needsMoreLines, Parser } from './kubelet/shell/language/parser.ts';
export { ShellSyntaxError } from './kubelet/shell/language/syntax-error.ts';
export { evaluateTest, TestError, type TestScope, type TestToken } from './kubelet/shell/language/test-expression.ts';
export { LineSearch, type SearchOptions } from './kubelet/shell/line-search.ts';
export { numberSequence } from './kubelet/shell/number-sequence.ts';
export { SedMachine, type SedPort } from './kubelet/shell/sed/machine.ts';
export { parseSed } from './kubelet/shell/sed/parser.ts';
export { SedError } from './kubelet/shell/sed/script.ts';
export { lineOrder } from './kubelet/shell/sort-order.ts';
export { Transliteration } from './kubelet/shell/transliterate.ts';
export { isImageReference, parseImageReference } from './images/reference.ts';
export { decodeBase64Text, encodeBase64Text } from './api/base64.ts';
export { quantityFormatError } from './api/quantity.ts';
export { nextCronTime } from './kinds/cron-next.ts';
export { parseCronSchedule } from './kinds/cron-schedule.ts';
export { isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isQualifiedName, isValidLabelValue } from './api/names.ts';
export { fieldTypeOf, typeNameOf, typeSchema, type FieldType, type TypeSchema } from './api/schema.ts';
