import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipFamily, isValidCIDR } from '../../src/engine/api/addresses.ts';
import { decodeBase64, decodeBase64Text, encodeBase64Text } from '../../src/engine/api/base64.ts';
import { formatGoDuration, parseGoDuration } from '../../src/engine/api/duration.ts';
import { deepEqual, semanticEqual } from '../../src/engine/api/equality.ts';
import { errorBody, invalid, notSupported, tooLong } from '../../src/engine/api/field.ts';
import { goIntOrString, goQuote, goStringMap } from '../../src/engine/api/go-syntax.ts';
import { isRelaxedEnvVarName } from '../../src/engine/api/names.ts';
import {
  addQuantity,
  bytesValue,
  canonicalQuantity,
  formatBytes,
  formatMilli,
  milliValue,
  quantityText,
  subtractQuantity,
} from '../../src/engine/api/quantity.ts';
import * as status from '../../src/engine/api/status.ts';
import { fromRFC3339, toMicroTime, toRFC3339 } from '../../src/engine/api/time.ts';
import { utf8Bytes, utf8Length, utf8Text } from '../../src/engine/api/utf8.ts';
import { parseCronSchedule } from '../../src/engine/kinds/cron-schedule.ts';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

describe('Status', () => {
  test.each([
    [status.notFound(pods, 'web'), 404, 'NotFound', 'pods "web" not found'],
    [status.alreadyExists(deployments, 'web'), 409, 'AlreadyExists', 'deployments.apps "web" already exists'],
    [
      status.conflict(pods, 'web', status.optimisticLockMessage),
      409,
      'Conflict',
      'Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [status.forbidden(pods, '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
    [
      status.methodNotSupported(pods, 'patch'),
      405,
      'MethodNotAllowed',
      'patch is not supported on resources of kind "pods"',
    ],
    [status.timeout('slow', 0), 504, 'Timeout', 'Timeout: slow'],
    [status.internal('boom'), 500, 'InternalError', 'Internal error occurred: boom'],
    [status.invalid({ group: '', kind: 'Pod' }, 'web', []), 422, 'Invalid', 'Pod "web" is invalid'],
  ])('%s', (error, code, reason, message) => {
    expect(error.status).toMatchObject({ kind: 'Status', status: 'Failure', code, reason, message });
    expect(error.message).toBe(message);
  });

  test('details leave out what is empty', () => {
    expect(status.notFound(pods, 'web').status.details).toEqual({ name: 'web', kind: 'pods' });
  });

  test('the same text stands once in a message, each error among the causes', () => {
    const twice = [invalid('a', 1, 'no'), invalid('a', 1, 'no'), invalid('b', 2, 'no')];
    const { message, details } = status.invalid({ group: '', kind: 'Pod' }, 'x', twice).status;
    expect(message).toBe('Pod "x" is invalid: [a: Invalid value: 1: no, b: Invalid value: 2: no]');
    expect(details?.causes).toHaveLength(3);
  });
});

test('values print as Go prints them', () => {
  expect(goQuote('a"b\\c\n\u0007\u007fé\u200b')).toBe('"a\\"b\\\\c\\n\\a\\x7fé\\u200b"');
  expect(goStringMap({ b: '2', a: '1' }).goSyntax).toBe('map[string]string{"a":"1", "b":"2"}');
  expect(errorBody(invalid('f', goIntOrString('5%'), 'x'))).toBe(
    'Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"5%"}: x',
  );
  expect(errorBody(invalid('f', undefined, 'x'))).toBe('Invalid value: "null": x');
  expect(errorBody(notSupported('f', 'a', ['b', 'c']))).toBe('Unsupported value: "a": supported values: "b", "c"');
  expect(errorBody(tooLong('f', 5))).toBe('Too long: may not be more than 5 bytes');
});

test.each([
  [0, '0s'],
  [250, '250ms'],
  [1.5, '1.5ms'],
  [0.25, '250µs'],
  [1234, '1.234s'],
  [90_000, '1m30s'],
  [3_600_000, '1h0m0s'],
  [-1500, '-1.5s'],
])('%d ms is the Go duration %s, and back', (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text);
  expect(parseGoDuration(text)).toBeCloseTo(ms);
});

test.each(['', 'x', '1', '1x', 's', '1s ', '--1s', '1h1'])('"%s" is no Go duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

test('times are written and read as RFC 3339', () => {
  const ms = Date.UTC(2025, 0, 1, 2, 3, 4, 567);
  expect(toRFC3339(ms)).toBe('2025-01-01T02:03:04Z');
  expect(toMicroTime(ms)).toBe('2025-01-01T02:03:04.567000Z');
  expect(fromRFC3339(toMicroTime(ms))).toBe(ms);
  expect(fromRFC3339('2025-01-01T04:03:04+02:00')).toBe(ms - 567);
  expect(fromRFC3339('yesterday')).toBeNaN();
});

describe('quantities', () => {
  test('round up to what is asked for', () => {
    expect(milliValue('0.0001')).toBe(1);
    expect(milliValue('1.5')).toBe(1500);
    expect(bytesValue('1.5Ki')).toBe(1536);
    expect(bytesValue('128m')).toBe(1);
    expect(bytesValue('nonsense')).toBe(0);
  });

  test('keep the family of the first in sums', () => {
    expect(quantityText(addQuantity('1Gi', '1M'))).toBe('1074741824');
    expect(quantityText(addQuantity('512Mi', '512Mi'))).toBe('1Gi');
    expect(quantityText(addQuantity('0', '1Ki'))).toBe('1Ki');
    expect(quantityText(subtractQuantity('1', '250m'))).toBe('750m');
    expect(formatMilli(250)).toBe('250m');
    expect(formatBytes(1024 ** 3)).toBe('1Gi');
  });

  test('are refused when they would fill the memory', () => {
    expect(canonicalQuantity('1e999999999')).toBeUndefined();
    expect(canonicalQuantity('1'.repeat(100_000))).toBeUndefined();
  });

  test('any text is a quantity or not, and the canonical form is stable', () => {
    const text = fc.stringMatching(/^[+-]?[0-9.]{0,8}[eEinumkKMGTP]{0,2}[-+]?[0-9]{0,2}$/);
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (given) => {
        const canonical = canonicalQuantity(given);
        expect(canonicalQuantity(canonical ?? '0')).toBe(canonical ?? '0');
      }),
    );
  });
});

test('UTF-8 and base64 of any text come back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8Text(utf8Bytes(text))).toBe(text);
      expect(utf8Bytes(text)).toEqual([...new TextEncoder().encode(text)]);
      expect(utf8Length(text)).toBe(utf8Bytes(text).length);
      expect(decodeBase64Text(encodeBase64Text(text))).toBe(text);
      expect(encodeBase64Text(text)).toBe(Buffer.from(text).toString('base64'));
    }),
  );
});

test.each([
  ['aGk', 0],
  ['a', 0],
  ['a$b=', 1],
  ['====', 0],
  ['aGk=x', 4],
])('%s is not base64', (text, illegalAt) => {
  expect(decodeBase64(text)).toEqual({ illegalAt });
});

test.each([
  ['10.0.0.1', 'IPv4'],
  ['256.0.0.1', undefined],
  ['1.2.3', undefined],
  ['::1', 'IPv6'],
  ['2001:db8::ffff', 'IPv6'],
  ['::ffff:10.0.0.1', 'IPv6'],
  ['1:2:3:4:5:6:7:8', 'IPv6'],
  ['1:2:3:4:5:6:7', undefined],
  ['1::2::3', undefined],
  ['foo', undefined],
])('%s is of family %s', (text, family) => {
  expect(ipFamily(text)).toBe(family);
});

test('CIDR blocks and names of variables', () => {
  expect(isValidCIDR('10.0.0.0/8')).toEqual([]);
  expect(isValidCIDR('10.0.0.0/33')).not.toEqual([]);
  expect(isRelaxedEnvVarName('my.var-1 x')).toEqual([]);
  expect(isRelaxedEnvVarName('a=b')).not.toEqual([]);
});

test('equality ignores the order of keys; semantic equality also what Go takes for absent', () => {
  expect(deepEqual({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
  expect(deepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(deepEqual({ a: 1, b: [] }, { a: 1 })).toBe(false);
  expect(semanticEqual({ a: 1, b: [], c: {}, d: null }, { a: 1 })).toBe(true);
  expect(semanticEqual({ a: 0 }, {})).toBe(false);
});

describe('cron schedules', () => {
  test('are read field by field', () => {
    expect(parseCronSchedule('*/15 0-2 1,15 jan MON-wed')).toEqual({
      minutes: [0, 15, 30, 45],
      hours: [0, 1, 2],
      daysOfMonth: [1, 15],
      months: [1],
      daysOfWeek: [1, 2, 3],
      eitherDay: true,
      everyMs: 0,
    });
    expect(parseCronSchedule('@hourly')).toMatchObject({ minutes: [0], eitherDay: false });
    expect(parseCronSchedule('@every 1h30m')).toMatchObject({ everyMs: 5_400_000 });
    expect(parseCronSchedule('@every 1.5h')).toMatchObject({ everyMs: 5_400_000 });
  });

  test.each([
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@every 5', 'failed to parse duration @every 5: time: missing unit in duration "5"'],
    ['@never', 'unrecognized descriptor: @never'],
    ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
  ])('%s: %s', (text, message) => {
    expect(parseCronSchedule(text)).toBe(message);
  });
});
