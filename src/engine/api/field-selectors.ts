import { goQuote } from './go-syntax.ts';
import { badRequest } from './status.ts';

/** One condition on a field (apimachinery pkg/fields). `==` is read as `=`. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

const termPattern = /^(.*?)(!=|==|=)(.*)$/s;

/** The terms of a selector text; a comma after a backslash belongs to a term. */
function splitTerms(text: string): readonly string[] {
  return text.match(/(?:\\[\s\S]|[^\\,])(?:\\[\s\S]|\\$|[^\\,])*|\\$/g) ?? [];
}

/** The value without its backslashes; throws what fields.UnescapeValue refuses. */
function unescapeValue(value: string): string {
  let plain = '';
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (character === '\\') {
      const escaped = value.charAt(++i);
      if (escaped === '' || !'\\,='.includes(escaped)) {
        throw badRequest(`invalid field selector: invalid escape sequence: \\${escaped}`);
      }
      plain += escaped;
    } else if (character === ',' || character === '=') {
      // Upstream formats a rune with %v, which prints its number.
      throw badRequest(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else plain += character;
  }
  return plain;
}

/** The terms of a field selector (fields.ParseSelector); throws an ApiError 400 with upstream's text. */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  return splitTerms(text)
    .toSorted()
    .map((part) => {
      const [, field, operator, value] = termPattern.exec(part) ?? [];
      if (field === undefined || value === undefined) {
        throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      }
      return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) };
    });
}

/** How a field is read: the path that holds it, and what Go prints when nothing is set there. */
interface SelectableField {
  readonly path: string;
  readonly zero: string;
}

function fieldTable(
  paths: readonly string[],
  others: Readonly<Record<string, SelectableField>> = {},
): ReadonlyMap<string, SelectableField> {
  const all = ['metadata.name', 'metadata.namespace', ...paths];
  return new Map([...all.map((path) => [path, { path, zero: '' }] as const), ...Object.entries(others)]);
}

const eventFields = fieldTable(
  [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    'reason',
    'reportingComponent',
    'type',
  ],
  { source: { path: 'source.component', zero: '' } },
);

/** What each kind lets select by, beside its name and namespace (AddFieldLabelConversionsFor... and each strategy). */
const selectableFields: Readonly<Record<string, ReadonlyMap<string, SelectableField>>> = {
  Pod: fieldTable(
    [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'status.phase',
      'status.podIP',
      'status.podIPs',
      'status.nominatedNodeName',
    ],
    {
      'spec.hostNetwork': { path: 'spec.hostNetwork', zero: 'false' },
      'spec.host': { path: 'spec.nodeName', zero: '' },
    },
  ),
  Node: new Map([
    ['metadata.name', { path: 'metadata.name', zero: '' }],
    ['spec.unschedulable', { path: 'spec.unschedulable', zero: 'false' }],
  ]),
  Namespace: new Map([
    ['metadata.name', { path: 'metadata.name', zero: '' }],
    ['status.phase', { path: 'status.phase', zero: '' }],
  ]),
  Event: eventFields,
  Secret: fieldTable(['type']),
  Service: fieldTable(['spec.clusterIP', 'spec.type']),
  ReplicaSet: fieldTable([], { 'status.replicas': { path: 'status.replicas', zero: '0' } }),
  ReplicationController: fieldTable([], { 'status.replicas': { path: 'status.replicas', zero: '0' } }),
  Job: fieldTable([], { 'status.successful': { path: 'status.succeeded', zero: '0' } }),
};

const commonFields = fieldTable([]);

/** Upstream's refusal of the first term that the kind cannot select by; undefined when it can by all. */
export function unsupportedFieldMessage(kind: string, terms: readonly FieldTerm[]): string | undefined {
  const fields = Object.hasOwn(selectableFields, kind) ? selectableFields[kind] : undefined;
  const refused = terms.find(({ field }) => !(fields ?? commonFields).has(field));
  if (refused === undefined) return undefined;
  return fields === undefined
    ? `${goQuote(refused.field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${refused.field}`;
}

function fieldText(object: unknown, { path, zero }: SelectableField): string {
  let value = object;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return zero;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : zero;
}

/** Whether an object of the kind satisfies every term; a field the kind does not have reads as ''. */
export function matchesFields(kind: string, terms: readonly FieldTerm[], object: unknown): boolean {
  const fields = (Object.hasOwn(selectableFields, kind) ? selectableFields[kind] : undefined) ?? commonFields;
  return terms.every(({ field, operator, value }) => {
    const selectable = fields.get(field);
    const text = selectable === undefined ? '' : fieldText(object, selectable);
    return (text === value) === (operator === '=');
  });
}

/** The terms as text (fields.Selector.String). */
export function formatFieldSelector(terms: readonly FieldTerm[]): string {
  const escape = (value: string): string => value.replace(/[\\,=]/g, '\\$&');
  return terms.map(({ field, operator, value }) => `${field}${operator}${escape(value)}`).join(',');
}
