import { describe, expect, it } from 'vitest';
import { LineCounter, isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Node } from 'yaml';
import facts from '../conformance/facts/validation.json';
import { emptyCluster, reviewOf, service } from './review-world.ts';

interface Fact {
  readonly id: string;
  readonly what: string;
  readonly when: string;
  readonly manifest: object;
  readonly status: {
    readonly message: string;
    readonly details?: { readonly causes?: readonly { readonly message: string; readonly field: string }[] };
  };
}

/** What depends on more than the text: other objects, or that `kubectl apply` asks for a name before anyone sees the rest. */
const needsMore = /already exists|already allocated|usage per|limit to request ratio|failed quota|metadata\.name/;

const cases = (facts.cases as unknown as readonly Fact[]).filter(
  ({ when, status }) =>
    when === 'create' && !needsMore.test(status.message) && (status.details?.causes ?? []).length > 0,
);

/** The parts of a field as an API error names it. */
const partsOf = (field: string): string[] => field.split(/[.[\]]+/).filter(Boolean);

/** Fields as API errors name them, where a manifest spells them otherwise. */
const SPELLED: readonly (readonly [RegExp, string])[] = [[/^spec\.clusterIPs\[0\]$/, 'spec.clusterIP']];

/**
 * The first line, from 1, of the last part of a field that a text has, or of what the error quotes in there; found by another
 * parser than the editor's.
 */
function lineOf(text: string, named: string, message: string): number {
  const field = SPELLED.reduce((name, [pattern, spelled]) => name.replace(pattern, spelled), named);
  const quoted = /^(?:Invalid|Unsupported|Duplicate) value: "([^"]*)"/.exec(message)?.[1];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  let node: unknown = document.contents;
  let line = 1;
  for (const part of partsOf(field)) {
    if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (item === undefined) break;
      node = item;
      line = lines.linePos((item as Node).range?.[0] ?? 0).line;
    } else if (isMap(node)) {
      const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === part);
      if (pair === undefined) break;
      node = pair.value;
      line = lines.linePos((pair.key as Node).range?.[0] ?? 0).line;
    } else break;
  }
  if (quoted === undefined || !isMap(node)) return line;
  const pairs = node.items.map(({ key, value }) => ({ key: key as Node, value: value as Node | null }));
  const about =
    pairs.find(({ value }) => isScalar(value) && String(value.value) === quoted) ??
    pairs.find(({ key }) => isScalar(key) && String(key.value) === quoted);
  return about === undefined ? line : lines.linePos(about.key.range?.[0] ?? 0).line;
}

interface Form {
  readonly form: string;
  readonly before: string;
  write(manifest: object): string;
}

const forms: readonly Form[] = [
  { form: 'in YAML', before: '', write: (manifest) => stringify(manifest) },
  { form: 'in JSON, behind another object', before: `# A comment.\n${service}---\n`, write: asJson },
];

function asJson(manifest: object): string {
  return JSON.stringify(manifest, null, 2);
}

describe.each(forms)('what the API server would refuse, $form', ({ before, write }) => {
  it.each(cases)('$id $what: stands at its line, in its words', ({ manifest, status }) => {
    const text = write(manifest);
    const above = before.split('\n').length - 1;
    const problems = reviewOf(before + text, emptyCluster()).filter(({ severity }) => severity === 'error');
    const said = problems.map(({ line, message }) => `${line}: ${message}`);
    const wanted = (status.details?.causes ?? []).map(
      ({ field, message }) => `${above + lineOf(text, field, message)}: ${field}: ${message}`,
    );
    expect(said.toSorted()).toEqual(wanted.toSorted());
  });
});
