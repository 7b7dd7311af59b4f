import { builtinResources } from '../../engine/index.ts';
import type { FieldPath, JsonValue, ManifestDocument } from '../../manifests/index.ts';
import type { Fix } from '../state.ts';
import { fixOf, withFields } from './fix.ts';
import type { FieldChange } from './fix.ts';
import { identity } from './identity.ts';
import { indentationFixes } from './indentation-fixes.ts';
import { misspelledIdentity, missingIdentity } from './misspelled-identity.ts';
import { fieldsAt, isFields, itemsAt, labelsAt, textAt, valueAt } from './json-fields.ts';
import { nearestWords } from './nearest-word.ts';
import { templatePath } from './pod-template.ts';
import type { Refusal } from './refusal.ts';
import { fieldNames, typeAt, typeOfManifest } from './typed-fields.ts';

type Rule = (refusal: Refusal) => readonly Fix[];

const MOST_OFFERED = 3;

/** Changes of the text after which the API server would no longer refuse it for this; none where only a person knows. */
export function fieldFixes(refusal: Refusal): readonly Fix[] {
  for (const rule of rules) {
    const fixes = rule(refusal);
    if (fixes.length > 0) return fixes.slice(0, MOST_OFFERED);
  }
  return [];
}

function change(
  refusal: Refusal,
  key: string,
  params: Record<string, string | number>,
  changes: readonly FieldChange[],
): readonly Fix[] {
  return fixOf(key, params, refusal.text, withFields(refusal.text, refusal.document, changes));
}

/** A field that the API does not have: misspelled, at the wrong place, or of an older API. */
function unknownField(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!message.startsWith('unknown field')) return [];
  const name = path.at(-1);
  if (typeof name !== 'string') return [];
  const parent = path.slice(0, -1);
  const value = valueAt(document.object, path) as JsonValue;
  const siblings = fieldsAt(document.object, parent);
  const known = fieldNames(typeAt(document.object, parent)).filter((each) => !Object.hasOwn(siblings, each));
  return [
    ...nearestWords(name, known)
      .slice(0, 2)
      .flatMap((each) => renamed(refusal, path, each)),
    ...ingressBackend(refusal),
    ...betterPlaces(document, path).flatMap((place) =>
      change(
        refusal,
        'move',
        {
          name,
          place: place
            .slice(0, -1)
            .filter((step) => typeof step === 'string')
            .join('.'),
        },
        [
          [path, undefined],
          [place, value],
        ],
      ),
    ),
    ...change(refusal, 'remove', { name }, [[path, undefined]]),
  ];
}

/** `kubectl apply` has to know the name of what it may have to change: it takes no generateName. */
function nameInstead(refusal: Refusal): readonly Fix[] {
  if (!refusal.message.includes('cannot use generate name with apply')) return [];
  const prefix = textAt(refusal.document.object, ['metadata', 'generateName']);
  if (prefix === undefined) return [];
  const name = `${prefix}1`;
  return change(refusal, 'nameInstead', { name }, [
    [['metadata', 'generateName'], undefined],
    [['metadata', 'name'], name],
  ]);
}

function renamed({ document, text }: Refusal, path: FieldPath, name: string): readonly Fix[] {
  const key = document.fieldRange(path);
  if (key === undefined) return [];
  const written = String(path.at(-1)).length;
  return fixOf('rename', { name }, text, text.slice(0, key.from) + name + text.slice(key.from + written));
}

/** Where else in the manifest a field of this name would belong: in what stands beside it, or further out. */
function betterPlaces({ object }: ManifestDocument, path: FieldPath): readonly FieldPath[] {
  const name = String(path.at(-1));
  const parent = path.slice(0, -1);
  const fits = (place: FieldPath): boolean =>
    fieldNames(typeAt(object, place)).includes(name) && !Object.hasOwn(fieldsAt(object, place), name);
  const inside = Object.entries(fieldsAt(object, parent)).flatMap(([field, value]): FieldPath[] => {
    if (Array.isArray(value)) return value.length === 0 ? [] : [[...parent, field, value.length - 1]];
    return isFields(value) ? [[...parent, field]] : [];
  });
  const outside = parent.map((_, depth) => parent.slice(0, depth)).toReversed();
  // One of a list's items too: `image` beside `containers` belongs to a container.
  return [...inside, ...outside]
    .filter((place) => fits(place))
    .slice(0, 1)
    .map((place) => [...place, name]);
}

/** `serviceName` and `servicePort` of networking.k8s.io/v1beta1. */
function ingressBackend(refusal: Refusal): readonly Fix[] {
  const { path, document } = refusal;
  if (path.at(-1) !== 'serviceName' && path.at(-1) !== 'servicePort') return [];
  const backend = path.slice(0, -1);
  const old = fieldsAt(document.object, backend);
  const port = old['servicePort'] ?? 80;
  const service = {
    name: typeof old['serviceName'] === 'string' ? old['serviceName'] : 'web',
    port: typeof port === 'number' ? { number: port } : { name: String(port) },
  };
  return change(refusal, 'ingressBackend', {}, [[backend, { service }]]);
}

/** The template's labels do not satisfy the selector. */
function selectorMismatch(refusal: Refusal): readonly Fix[] {
  const { message, document } = refusal;
  if (!message.includes('`selector` does not match template `labels`')) return [];
  const template = templatePath(identity(document).kind) ?? ['spec', 'template'];
  const wanted = labelsAt(document.object, ['spec', 'selector', 'matchLabels']) ?? {};
  const labels = labelsAt(document.object, [...template, 'metadata', 'labels']) ?? {};
  const missing = Object.entries(wanted).filter(([key, value]) => labels[key] !== value);
  const same = Object.fromEntries(
    Object.keys(wanted).flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])),
  );
  const selector: JsonValue = Object.keys(same).length > 0 ? same : labels;
  return [
    ...change(
      refusal,
      'addLabels',
      { labels: missing.map(([key, value]) => `${key}: ${value}`).join(', ') },
      missing.map(([key, value]) => [[...template, 'metadata', 'labels', key], value] as const),
    ),
    ...(Object.keys(selector).length === 0
      ? []
      : change(refusal, 'selectorFromLabels', {}, [[['spec', 'selector', 'matchLabels'], selector]])),
  ];
}

/** What is required and can be told from the rest. */
function requiredValue(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!message.includes(': Required value')) return [];
  const { kind, name } = identity(document);
  const field = path.join('.');
  if (field === 'spec.selector' || field === 'spec.template.metadata.labels') {
    const template = templatePath(kind) ?? ['spec', 'template'];
    const labels = labelsAt(document.object, [...template, 'metadata', 'labels']);
    const wanted = labels !== undefined && Object.keys(labels).length > 0 ? labels : { app: name };
    return change(refusal, 'addSelector', {}, [
      [['spec', 'selector'], { matchLabels: wanted }],
      [[...template, 'metadata', 'labels'], wanted],
    ]);
  }
  if (field.endsWith('restartPolicy')) {
    return ['OnFailure', 'Never'].flatMap((value) =>
      change(refusal, 'set', { name: 'restartPolicy', value }, [[path, value]]),
    );
  }
  if (kind === 'Service' && field === 'spec.ports') {
    return change(refusal, 'addServicePort', {}, [[path, [{ port: 80, targetPort: 80 }]]]);
  }
  return [];
}

/** One of a few values, nearly. */
function unsupportedValue(refusal: Refusal): readonly Fix[] {
  const { message, document } = refusal;
  const list = /supported values: (.+)$/.exec(message)?.[1];
  if (list === undefined) return [];
  const known = [...list.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
  // The strategy's refusal names the strategy, what is wrong is its type.
  const path = isFields(valueAt(document.object, refusal.path)) ? [...refusal.path, 'type'] : refusal.path;
  const written = textAt(document.object, path) ?? '';
  const nearest = nearestWords(written, known);
  const offered = nearest.length > 0 ? nearest.slice(0, 1) : known.slice(0, MOST_OFFERED);
  return offered.flatMap((value) => change(refusal, 'set', { name: String(path.at(-1)), value }, [[path, value]]));
}

/** Numbers and booleans where texts belong, and the other way round. */
function wrongType(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  const [, from, to] = /cannot unmarshal (\w+) into Go struct field .* of type (\S+)$/.exec(message) ?? [];
  const value = valueAt(document.object, path);
  if (to === 'string' && (from === 'number' || from === 'bool')) {
    const places: readonly FieldPath[] = isFields(value)
      ? Object.entries(value).flatMap(([key, each]) =>
          typeof each === 'number' || typeof each === 'boolean' ? [[...path, key]] : [],
        )
      : [path];
    const quoted = places.flatMap((place): FieldChange[] => {
      const source = sourceOf(refusal, place);
      return source === undefined ? [] : [[place, source]];
    });
    return change(refusal, 'quote', { names: places.map((place) => String(place.at(-1))).join(', ') }, quoted);
  }
  if (to === 'string' && from === 'object' && path.at(-1) === 'matchLabels') {
    return change(refusal, 'flatSelector', {}, [[path.slice(0, -1), value as JsonValue]]);
  }
  if (to === 'string' && from === 'object' && isFields(value) && isFields(value['matchLabels'])) {
    return change(refusal, 'flatSelector', {}, [[path, value['matchLabels'] as JsonValue]]);
  }
  if (from === 'string' && typeof value === 'string') {
    if (/^u?int|^float/.test(to ?? '') && /^-?\d+$/.test(value.trim())) {
      return change(refusal, 'unquote', { name: String(path.at(-1)) }, [[path, Number(value)]]);
    }
    if (to === 'bool' && /^(?:true|false)$/i.test(value.trim())) {
      return change(refusal, 'unquote', { name: String(path.at(-1)) }, [[path, /true/i.test(value)]]);
    }
  }
  if (to?.startsWith('[]') === true && from === 'object') {
    return change(refusal, 'toList', { name: String(path.at(-1)) }, [[path, [value as JsonValue]]]);
  }
  return [];
}

/** A scalar as it was written: `010` is not `8`. */
function sourceOf({ text, document }: Refusal, path: FieldPath): string | undefined {
  if (document.fieldRange(path) === undefined) return undefined;
  const { from, to } = document.rangeOf(path);
  return text.slice(from, to).trim() || undefined;
}

/** Ports out of range. */
function portRange(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  const value = valueAt(document.object, path);
  const name = String(path.at(-1));
  if (typeof value !== 'number') return [];
  if (message.includes('The range of valid ports is 30000-32767')) {
    const usual = 30_000 + (Math.abs(value) % 2768);
    return [
      ...change(refusal, 'set', { name, value: String(usual) }, [[path, usual]]),
      ...change(refusal, 'letClusterChoose', { name }, [[path, undefined]]),
    ];
  }
  if (!message.includes('must be between 1 and 65535') && !(value === 0 && /port$/i.test(name))) return [];
  let shorter = Math.trunc(Math.abs(value));
  while (shorter > 65_535) shorter = Math.trunc(shorter / 10);
  const port = shorter === 0 ? 80 : shorter;
  return change(refusal, 'set', { name, value: String(port) }, [[path, port]]);
}

/** Names with letters that names may not have. */
function invalidName(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!/RFC 1123|RFC 1035/.test(message)) return [];
  const value = valueAt(document.object, path);
  if (typeof value !== 'string') return [];
  const allowed = message.includes('subdomain') ? /[^a-z0-9.-]+/g : /[^a-z0-9-]+/g;
  const name = value
    .toLowerCase()
    .replaceAll(allowed, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return name === '' ? [] : change(refusal, 'set', { name: String(path.at(-1)), value: name }, [[path, name]]);
}

/** `512MB` is `512Mi` in Kubernetes. */
function quantity(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!message.includes('quantities must match')) return [];
  const value = valueAt(document.object, path);
  const [, number, unit] = (typeof value === 'string' && /^(\d+) ?([kmgt])i?b?$/i.exec(value)) || [];
  if (number === undefined || unit === undefined) return [];
  const wanted = `${number}${unit.toUpperCase()}i`;
  return change(refusal, 'set', { name: String(path.at(-1)), value: wanted }, [[path, wanted]]);
}

function bounds(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (message.includes('must be greater than or equal to `minReplicas`')) {
    const least = valueAt(document.object, ['spec', 'minReplicas']);
    return typeof least === 'number'
      ? change(refusal, 'set', { name: 'maxReplicas', value: String(least) }, [[path, least]])
      : [];
  }
  if (message.includes('must be greater than or equal to 0') && typeof valueAt(document.object, path) === 'number') {
    return change(refusal, 'set', { name: String(path.at(-1)), value: '0' }, [[path, 0]]);
  }
  return [];
}

/** Plain texts where base64 belongs. */
function secretData(refusal: Refusal): readonly Fix[] {
  const { message, document } = refusal;
  if (!message.includes('illegal base64 data')) return [];
  const data = fieldsAt(document.object, ['data']);
  const texts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
  const all: JsonValue = { ...labelsAt(document.object, ['stringData']), ...texts };
  return change(refusal, 'stringData', {}, [
    [['data'], undefined],
    [['stringData'], all],
  ]);
}

/** A kind or version that the cluster does not serve. */
function noMatch(refusal: Refusal): readonly Fix[] {
  const { message, document } = refusal;
  const [, kind, version] = /no matches for kind "([^"]*)" in version "([^"]*)"/.exec(message) ?? [];
  if (kind === undefined || version === undefined) return [];
  const named = builtinResources.filter((each) => each.kind === kind);
  if (named.length > 0) {
    return named.flatMap((each) => {
      const apiVersion = versionOf(each);
      return change(refusal, 'set', { name: 'apiVersion', value: apiVersion }, [[['apiVersion'], apiVersion]]);
    });
  }
  const kinds = nearestWords(
    kind,
    builtinResources.map((each) => each.kind),
  );
  return kinds.slice(0, 2).flatMap((near) => {
    const resource = builtinResources.find((each) => each.kind === near);
    const apiVersion = resource === undefined ? version : versionOf(resource);
    return fixOf(
      'kind',
      { kind: near },
      refusal.text,
      withFields(refusal.text, document, [
        [['kind'], near],
        ...(apiVersion === version ? [] : [[['apiVersion'], apiVersion] as const]),
      ]),
    );
  });
}

function versionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

/** What names an object is not there, or under a misspelled name. */
function noIdentity(refusal: Refusal): readonly Fix[] {
  const { message, document, text } = refusal;
  const { object } = document;
  const missing = missingIdentity(message);
  if (missing === undefined) return [];
  const misspelled = misspelledIdentity(object, missing);
  if (misspelled !== undefined) return renamed(refusal, [misspelled], missing);
  if (missing === 'apiVersion') {
    const named = builtinResources.find((each) => each.kind === object['kind']);
    if (named === undefined) return [];
    const at = document.range.from;
    const line = `apiVersion: ${versionOf(named)}\n`;
    return fixOf('add', { name: line.trim() }, text, text.slice(0, at) + line + text.slice(at));
  }
  if (missing === 'kind') {
    const kinds = builtinResources.filter((each) => versionOf(each) === object['apiVersion']).map((each) => each.kind);
    const fitting = kinds.filter((kind) => fitsKind({ ...object, kind }));
    return (fitting.length > 0 ? fitting : kinds)
      .slice(0, 2)
      .flatMap((kind) => change(refusal, 'add', { name: `kind: ${kind}` }, [[['kind'], kind]]));
  }
  const name = String(object['kind'] ?? 'object').toLowerCase();
  return change(refusal, 'add', { name: `name: ${name}` }, [[['metadata', 'name'], name]]);
}

function fitsKind(object: Readonly<Record<string, unknown>>): boolean {
  const type = typeOfManifest(object);
  return Object.entries(fieldsAt(object, ['spec'])).every(([field]) =>
    fieldNames(type?.is === 'type' ? typeAt(object, ['spec']) : undefined).includes(field),
  );
}

function noNamespace(refusal: Refusal): readonly Fix[] {
  const { message, text } = refusal;
  const name = /^namespaces "([^"]+)" not found/.exec(message)?.[1];
  if (name === undefined) return [];
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
  return [
    ...fixOf('addNamespace', { name }, text, `${namespace}---\n${text}`),
    ...change(refusal, 'remove', { name: 'namespace' }, [[['metadata', 'namespace'], undefined]]),
  ];
}

/** A mount of a volume that the pod does not have. */
function noVolume(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  const at = path.indexOf('volumeMounts');
  if (at === -1 || !message.includes('Not found')) return [];
  const name = textAt(document.object, path);
  const spec = path.slice(
    0,
    path.findLastIndex((step) => step === 'containers' || step === 'initContainers'),
  );
  if (name === undefined) return [];
  const volumes = itemsAt(document.object, [...spec, 'volumes']);
  return change(refusal, 'addVolume', { name }, [[[...spec, 'volumes', volumes.length], { name, emptyDir: {} }]]);
}

const rules: readonly Rule[] = [
  nameInstead,
  indentationFixes,
  unknownField,
  selectorMismatch,
  requiredValue,
  unsupportedValue,
  wrongType,
  portRange,
  invalidName,
  quantity,
  bounds,
  secretData,
  noMatch,
  noIdentity,
  noNamespace,
  noVolume,
];
