/** Syntax of IP addresses and CIDR blocks (apimachinery pkg/util/validation/ip.go, net.ParseIP as k8s.io/utils/net relaxes it). */

const none: readonly string[] = [];

/** The four bytes of an IPv4 address, leading zeros read as decimal; undefined when it is none. */
export function parseIPv4(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** The eight groups of an IPv6 address; undefined when it is none. */
function parseIPv6(text: string): readonly number[] | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  let hex = text;
  const lastColon = text.lastIndexOf(':');
  const embedded = parseIPv4(text.slice(lastColon + 1));
  if (embedded !== undefined) {
    const [a = 0, b = 0, c = 0, d = 0] = embedded;
    hex = `${text.slice(0, lastColon + 1)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = hex.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = groups;
  const written = [...head, ...(tail ?? [])];
  if (!written.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - written.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...head, ...(tail === undefined ? [] : zeros), ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

/** `IPv4`, `IPv6`, or undefined for what is no address. */
export function ipFamily(text: string): 'IPv4' | 'IPv6' | undefined {
  if (parseIPv4(text) !== undefined) return 'IPv4';
  return parseIPv6(text) === undefined ? undefined : 'IPv6';
}

/** An IPv4 or IPv6 address (IsValidIP). */
export function isValidIP(text: string): readonly string[] {
  return ipFamily(text) === undefined ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : none;
}

/** The address and prefix length of a CIDR block, `10.0.0.0/8`; undefined when it is none. */
export function parseCIDR(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const [, address = '', length = ''] = match ?? [];
  const family = ipFamily(address);
  const prefix = Number(length);
  return family === undefined || prefix > (family === 'IPv4' ? 32 : 128) ? undefined : { address, prefix };
}

/** A CIDR block (IsValidCIDR). */
export function isValidCIDR(text: string): readonly string[] {
  return parseCIDR(text) === undefined ? ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'] : none;
}

/** Whether an address is in a CIDR block; never one of the other family. */
export function blockContains({ address, prefix }: { address: string; prefix: number }, other: string): boolean {
  const family = ipFamily(address);
  if (family === undefined || family !== ipFamily(other)) return false;
  const [a = [], b = []] = [address, other].map((text) => (family === 'IPv4' ? parseIPv4(text) : parseIPv6(text)));
  const size = family === 'IPv4' ? 8 : 16;
  return a.every((part, index) => {
    const bits = Math.min(size, Math.max(0, prefix - index * size));
    return part >> (size - bits) === (b[index] ?? 0) >> (size - bits);
  });
}
