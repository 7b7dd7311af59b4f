import { ipFamily } from '../addresses.ts';
import { decodeBase64 } from '../base64.ts';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:?\d\d)$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const HOSTNAME = /^[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?)*\.?$/i;
const DURATION =
  /^-?(?:\d+(?:\.\d+)?\s*(?:ns|us|µs|μs|ms|s|m|h|d|w|nanoseconds?|microseconds?|milliseconds?|seconds?|minutes?|hours?|days?|weeks?)\s*)+$/;

const isIPv4 = (text: string): boolean => ipFamily(text) === 'IPv4';
const isIPv6 = (text: string): boolean => ipFamily(text) === 'IPv6';

function isCidr(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  if (bits === undefined || more !== undefined || !/^\d{1,3}$/.test(bits)) return false;
  return isIPv4(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

/** The formats that apiextensions supports and clients rely on (pkg/apiserver/validation/formats.go); the others are not checked. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  hostname: (text) => text.length <= 255 && HOSTNAME.test(text),
  email: (text) => /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/.test(text),
  uri: (text) => /^(?:[a-z][a-z0-9+.-]*:[^\s]+|\/[^\s]*)$/i.test(text),
  uuid: (text) => UUID.test(text),
  mac: (text) => /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i.test(text),
  byte: (text) => 'bytes' in decodeBase64(text),
  date: (text) => DAY.test(text),
  'date-time': (text) => TIME.test(text),
  datetime: (text) => TIME.test(text),
  duration: (text) => text.length <= 100 && DURATION.test(text),
};

/** Whether a text is of a format, as far as the format is checked. */
export function isOfFormat(format: string, text: string): boolean {
  const test = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return test === undefined || test(text);
}
