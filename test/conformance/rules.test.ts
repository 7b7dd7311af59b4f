import { describe, expect, test } from 'vitest';
import { podTemplateHash } from '../../src/engine/api/generated-names.ts';
import { isDNS1035Label, isDNS1123Label, isDNS1123Subdomain, isValidLabelValue } from '../../src/engine/api/names.ts';
import { matchesFields, unsupportedFieldMessage } from '../../src/engine/api/selectors.ts';
import {
  createCluster,
  parseFieldSelector,
  parseLabelSelector,
  tableFor,
  type ApiRequest,
} from '../../src/engine/index.ts';
import { builtinResources } from '../../src/engine/kinds/registry-data.ts';
import { runCanned } from '../kubectl/canned-env.ts';
import names from './facts/names.json' with { type: 'json' };
import printers from './facts/printers.json' with { type: 'json' };
import selectors from './facts/selectors.json' with { type: 'json' };

/** What the fact files say beside their cases. */
describe('columns of the server-side tables', () => {
  // A test table of kinds; ComponentStatus is deprecated and always empty here.
  const kinds = Object.entries(printers.columns_v1_32).filter(([kind]) => kind !== 'ComponentStatus');

  test.each(kinds)('%s', (kind, expected) => {
    const resource = builtinResources.find((item) => item.kind === kind)?.resource ?? '';
    const columns = tableFor(resource).columns;
    expect(
      columns.map(({ name, priority, type }) => ({ header: name.toUpperCase(), wideOnly: priority > 0, type })),
    ).toEqual(expected);
  });
});

describe('names', () => {
  test("messages are upstream's", () => {
    expect(isValidLabelValue('-')).toEqual([names.messages['label-value']]);
    expect(isDNS1123Subdomain('-')).toEqual([names.messages['dns1123-subdomain']]);
    expect(isDNS1123Label('-')).toEqual([names.messages['dns1123-label']]);
    expect(isDNS1035Label('-')).toEqual([names.messages['dns1035-label']]);
    expect(isDNS1123Label('a'.repeat(64))).toEqual([names.messages['too long']]);
  });

  test("a pod-template-hash has the characters and the length of upstream's, and follows the template", () => {
    const hashes = Array.from({ length: 50 }, (_, replica) => podTemplateHash({ spec: { replica, b: [1], a: null } }));
    for (const hash of hashes) expect(hash).toMatch(/^[4-9bcdf]{1,10}$/);
    expect(new Set(hashes).size).toBe(50);
    expect(podTemplateHash({ a: 1, b: 2 })).toBe(podTemplateHash({ b: 2, a: 1 }));
    expect(podTemplateHash({ a: 1 }, 1)).not.toBe(podTemplateHash({ a: 1 }));
  });
});

describe('selectors', () => {
  test('every pod field of the facts can be selected by, and no other', () => {
    const refused = selectors.supportedPodFields.map((field) =>
      unsupportedFieldMessage('Pod', [{ field, operator: '=', value: '' }]),
    );
    expect(new Set(refused)).toEqual(new Set([undefined]));
    expect(unsupportedFieldMessage('Pod', parseFieldSelector('spec.foo=x'))).toBe(
      'field label not supported: spec.foo',
    );
    expect(unsupportedFieldMessage('Deployment', parseFieldSelector('spec.foo=x'))).toBe(
      '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });

  test('fields match by their text, absent ones by their zero value', () => {
    const pod = { metadata: { name: 'web', namespace: 'default' }, spec: {}, status: { phase: 'Running' } };
    expect(matchesFields('Pod', parseFieldSelector('status.phase=Running,spec.nodeName='), pod)).toBe(true);
    expect(matchesFields('Pod', parseFieldSelector('spec.hostNetwork=false'), pod)).toBe(true);
    expect(matchesFields('Pod', parseFieldSelector('status.phase!=Running'), pod)).toBe(false);
  });

  test.each([
    // The fact says "unable to parse requirement" here; labels.Parse says so of the requirement, not of what follows it.
    [['-l', 'a=b=c'], selectors.messages['server, bad -l'].replace('unable to parse requirement: ', '')],
    [['--field-selector', 'spec.foo=x'], selectors.messages['server, unsupported pod field']],
  ])('kubectl get pods %s is refused as the real one is', (args, message) => {
    const cluster = createCluster({});
    const answer = (request: ApiRequest) => cluster.request(request);
    expect(runCanned(['get', 'pods', ...args], { answer }).stderr).toBe(`${message}\n`);
  });

  test.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a,', "found '', expected: identifier after ','"],
    [
      'a=b%',
      "unable to parse requirement: values[0][a]: Invalid value: \"b%\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ])("%s is refused with upstream's text", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });
});
