import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../src/engine/index.ts';
import { createCluster } from '../../src/engine/index.ts';
import type { Json } from '../../src/engine/index.ts';

/** Rules of custom resources, as upstream tests them (apiextensions-apiserver pkg/apiserver/schema/cel/validation_test.go). */

type Schema = Readonly<Record<string, unknown>>;

interface Case {
  readonly fields: Readonly<Record<string, Schema>>;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly valid: readonly string[];
  /** Rules, and what is said of them: of the definition, or of the object. */
  readonly errors?: Readonly<Record<string, string>>;
}

const integer = { type: 'integer' };
const number = { type: 'number' };
const string = { type: 'string' };
const boolean = { type: 'boolean' };
const intOrString = { 'x-kubernetes-int-or-string': true };
const list = (items: Schema): Schema => ({ type: 'array', items });
const map = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });
const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });
const formatted = (format: string): Schema => ({ type: 'string', format });

/** Fields `val1`, `val2` ... of these types. */
function schemas(...types: readonly Schema[]): Record<string, Schema> {
  return Object.fromEntries(types.map((type, at) => [`val${at + 1}`, type]));
}

function values(...all: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(all.map((value, at) => [`val${at + 1}`, value]));
}

function messageOf({ body }: ApiResponse): string {
  return (body as { message?: string }).message ?? '';
}

/** What is said of a definition with these rules for `spec`, or else of an object of its kind. */
function said({ fields, spec }: Case, rules: readonly string[]): string {
  const cluster = createCluster();
  const validations = rules.map((rule) => ({ rule }));
  const schema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: fields, 'x-kubernetes-validations': validations } },
  };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  const group = 'apiextensions.k8s.io';
  const defined = cluster.request({
    verb: 'create',
    group,
    resource: 'customresourcedefinitions',
    body: definition as unknown as Json,
  });
  if (defined.code !== 201) return messageOf(defined);
  cluster.advance(2000);
  const body = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'mine' }, spec };
  const made = cluster.request({
    verb: 'create',
    group: 'example.com',
    resource: 'things',
    namespace: 'default',
    body: body as unknown as Json,
  });
  return made.code === 201 ? '' : messageOf(made);
}

const cases: Readonly<Record<string, Case>> = {
  integers: {
    fields: schemas(integer, integer),
    spec: values(5, 7),
    valid: [
      'self.val1 < self.val2',
      'type(self.val1) == int',
      'self.val1 + 2 == self.val2',
      '-self.val1 == -5',
      '7 % 5 == 2',
    ],
    errors: {
      '9223372036854775807 + self.val1 == 0': 'integer overflow evaluating rule: 9223372036854775807 + self.val1 == 0',
      '1 / 0 == 1 / 0': 'division by zero',
      'self.val1': 'cel expression must evaluate to a bool',
      'self.val1 == "5"': "found no matching overload for '_==_' applied to '(int, string)'",
    },
  },
  numbers: {
    fields: schemas(integer, number, number),
    spec: values(5, 10.5, 1),
    valid: [
      'type(self.val2) == double',
      'type(self.val3) == double',
      'self.val3 == 1.0',
      'double(self.val1) < self.val2',
      'self.val1 < self.val2',
      'int(self.val2) == 10',
    ],
  },
  'strings with what is beyond ASCII': {
    fields: schemas(string, string),
    spec: values('Rook takes 👑', 'Rook takes 👑'),
    valid: [
      'self.val1 == self.val2',
      "self.val1.startsWith('Rook')",
      "self.val1.contains('takes')",
      "self.val1.endsWith('👑')",
      "self.val1.matches('^[^0-9]*$')",
      "!self.val1.matches('^[0-9]*$')",
      'size(self.val1) == 12',
      "self.val1.charAt(3) == 'k'",
      "self.val1.indexOf('o') == 1",
      "self.val1.indexOf('o', 2) == 2",
      "self.val1.replace(' ', 'x') == 'Rookxtakesx👑'",
      "self.val1.replace(' ', 'x', 1) == 'Rookxtakes 👑'",
      "self.val1.split(' ') == ['Rook', 'takes', '👑']",
      "self.val1.split(' ', 2) == ['Rook', 'takes 👑']",
      "self.val1.substring(5) == 'takes 👑'",
      "self.val1.substring(0, 4) == 'Rook'",
      "self.val1.substring(4, 10).trim() == 'takes'",
      "self.val1.upperAscii() == 'ROOK TAKES 👑'",
      "['a', 'b'].join('-') == 'a-b'",
    ],
    errors: {
      "self.val1.matches(')')": 'compilation failed: ERROR: <input>:1:19: invalid matches argument',
      "duration('1 day') == duration('1h')": 'compilation failed: ERROR: <input>:1:10: invalid duration argument',
      '[self.val1, 1].size() == 2': "ERROR: <input>:1:13: expected type 'string' but found 'int'",
    },
  },
  bytes: {
    fields: schemas(formatted('byte'), formatted('byte')),
    spec: values('QUI=', 'QUI='),
    valid: [
      'self.val1 == self.val2',
      "self.val1 == b'AB'",
      "self.val1 == bytes('AB')",
      'type(self.val1) == bytes',
      'size(self.val1) == 2',
      "string(self.val1) == 'AB'",
    ],
  },
  durations: {
    fields: schemas(formatted('duration')),
    spec: values('1h2m3s4ms'),
    valid: [
      "self.val1 == duration('1h2m') + duration('3s4ms')",
      'self.val1.getHours() == 1',
      'self.val1.getMinutes() == 62',
      'self.val1.getSeconds() == 3723',
      'self.val1.getMilliseconds() == 3723004',
      'type(self.val1) == google.protobuf.Duration',
      "string(self.val1) == '3723.004s'",
    ],
  },
  moments: {
    fields: schemas(formatted('date'), formatted('date-time')),
    spec: values('1997-07-16', '2011-08-18T19:03:37.010000000+01:00'),
    valid: [
      'self.val1.getDate() == 16',
      'self.val1.getMonth() == 06',
      'self.val1.getFullYear() == 1997',
      'type(self.val1) == google.protobuf.Timestamp',
      "self.val2 == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')",
      "self.val2.getHours('01:00') == 19",
      "self.val2.getHours('UTC') == 18",
      "self.val2.getMonth('01:00') == 7",
      'self.val2.getMilliseconds() == 10',
    ],
  },
  lists: {
    fields: schemas(list(integer), list(integer)),
    spec: values([1, 2, 3], [1, 1, 2, 2, 3, 3, 4, 5]),
    valid: [
      'self.val1 == [1, 2, 3]',
      '1 in self.val1',
      '!(0 in self.val1)',
      'self.val1 + [4, 5] == [1, 2, 3, 4, 5]',
      'self.val2.all(e, e > 0)',
      'self.val2.exists(e, e > 2)',
      'self.val2.exists_one(e, e > 4)',
      '!self.val2.exists_one(e, e == 2)',
      'size(self.val2.filter(e, e%2 == 0)) == 3',
      'self.val2.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)',
      'self.val1.sum() == 6 && self.val1.max() == 3 && self.val1.isSorted()',
      "[duration('1m'), duration('1s')].sum() == duration('61s') && [uint(1), uint(2)].sum() == uint(3)",
      'sets.contains(self.val2, self.val1)',
    ],
    errors: { 'self.val1[100] == 0': 'index out of bounds: 100' },
  },
  'objects and maps': {
    fields: {
      a: object({ b: integer, c: integer, d: { ...integer, nullable: true } }),
      a1: object({ b1: object({ c1: integer }), d2: object({ e2: integer }) }),
      val: map(integer),
      'with-dash': string,
    },
    spec: { a: { b: 1, d: null }, a1: { b1: { c1: 4 } }, val: { b: 1, d: 2 }, 'with-dash': 'x' },
    valid: [
      'has(self.a.b)',
      '!has(self.a.c)',
      '!has(self.a.d)',
      'has(self.a1.b1.c1)',
      '!(has(self.a1.d2) && has(self.a1.d2.e2))',
      "!('a' in self.val)",
      "'b' in self.val",
      '!has(self.val.a)',
      'self.val.all(k, self.val[k] > 0)',
      'self.val.exists_one(k, self.val[k] == 2)',
      'self.val.map(k, self.val[k]).exists(v, v == 1)',
      "self.with__dash__dash == 'x'",
      'self.a.?c.orValue(9) == 9',
      "self.?a1.?d2.?e2.hasValue() == false && self.val[?'zz'].orValue(3) == 3",
    ],
    errors: {
      'has(self.a.z)': "undefined field 'z'",
      "self.a['b'] == 1": "found no matching overload for '_[_]'",
      'has(self.a1.d2.e2)': 'no such key: d2',
      "self.val['c'] == 1": 'no such key: c',
    },
  },
  'items of which some have a field': {
    fields: { all: list(object({ k: string, v2: string })) },
    spec: { all: [{ k: 'a1' }, { k: 'a2' }, { k: 'a3', v2: 'z' }] },
    valid: [
      'self.all.exists(m, has(m.v2) && m.v2 == "z")',
      'self.all.map(m, has(m.v2) && m.v2 == "z", m.v2).size() == 1',
      // Errors do not matter once an item has decided.
      'self.all.exists(m, m.v2 == "z")',
      '!self.all.all(m, m.v2 != "z")',
    ],
    errors: {
      'self.all.all(m, m.v2 == "z")': 'no such key: v2',
      'self.all.exists_one(m, m.v2 == "z")': 'no such key: v2',
      'self.all.filter(m, m.v2 == "z").size() == 1': 'no such key: v2',
    },
  },
  'numbers or texts': {
    fields: { something: intOrString, min: intOrString, current: integer, available: integer },
    spec: { something: 1, min: '50%', current: 5, available: 10 },
    valid: [
      'self.something == 1',
      "self.something != 'some string'",
      "type(self.something) == int ? self.something == 1 : self.something == '25%'",
      "type(self.min) == string && self.min.matches(r'(\\d+(\\.\\d+)?%)')",
      "type(self.min) == int ? self.current <= self.min : double(self.current) / double(self.available) >= double(self.min.replace('%', '')) / 100.0",
    ],
    errors: {
      'self.min + 1 == 2':
        "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.min + 1 == 2",
    },
  },
  'what Kubernetes adds': {
    fields: { memory: string, link: string },
    spec: { memory: '512Mi', link: 'https://example.com:8443/a/b?c=d' },
    valid: [
      "quantity(self.memory).isLessThan(quantity('1Gi'))",
      "quantity('1000m') == quantity('1')",
      "quantity(self.memory).add(quantity('512Mi')).compareTo(quantity('1Gi')) == 0",
      "isQuantity('1k') && !isQuantity('1kk')",
      "url(self.link).getHostname() == 'example.com' && url(self.link).getPort() == '8443'",
      "url(self.link).getScheme() == 'https' && url(self.link).getEscapedPath() == '/a/b'",
      "'%s of %s'.format([self.memory, 'Gi']) == '512Mi of Gi' && '%d %x %b'.format([7, 8, 9]) == '7 8 1001'",
    ],
  },
  booleans: {
    fields: schemas(boolean, boolean),
    spec: values(true, false),
    valid: [
      'self.val1',
      '!self.val2',
      'self.val1 != self.val2',
      'self.val1 || 1 / 0 == 1',
      '!(self.val2 && 1 / 0 == 1)',
    ],
    errors: {
      'self.val1 && self.val2': 'spec: Invalid value: "object": failed rule: self.val1 && self.val2',
      'self.val1 &&':
        "compilation failed: ERROR: <input>:1:13: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | self.val1 &&\n | ............^",
      'self.val1 = true':
        "ERROR: <input>:1:11: Syntax error: token recognition error at: '= '\n | self.val1 = true\n | ..........^\nERROR: <input>:1:13: Syntax error: extraneous input 'true' expecting <EOF>",
      'other == 1': "ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other == 1\n | ^",
    },
  },
};

describe.each(Object.entries(cases))('rules of %s', (_, each) => {
  it.each(each.valid.map((rule) => [rule]))('%s', (rule) => {
    expect(said(each, [rule])).toBe('');
  });

  it.each(Object.entries(each.errors ?? {}))('%s is refused', (rule, words) => {
    expect(said(each, [rule])).toContain(words);
  });
});

describe('a rule that costs too much', () => {
  it('is ended, and says so', () => {
    const digits = '[1,2,3,4,5,6,7,8,9,10]';
    const nested = ['a', 'b', 'c', 'd', 'e', 'f'].reduce(
      (body, name) => `${digits}.all(${name}, ${body})`,
      'self.n > 0',
    );
    const found = said({ fields: { n: integer }, spec: { n: 1 }, valid: [] }, [nested]);
    expect(found).toContain(
      "'operation cancelled: actual cost limit exceeded': no further validation rules will be run",
    );
  });

  it('does not end the stack, however deep it is', () => {
    const deep = `${'('.repeat(5000)}true${')'.repeat(5000)}`;
    expect(said({ fields: { n: integer }, spec: { n: 1 }, valid: [] }, [deep])).toContain('recursion limit exceeded');
  });
});
