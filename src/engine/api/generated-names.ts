import { utf8Bytes } from './utf8.ts';

/** Letters and digits without vowels and look-alikes, so that no word and no doubt arises (apimachinery pkg/util/rand). */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

const suffixLength = 5;
const longestGeneratedName = 63;

/** How much of a `generateName` is kept (MaxGeneratedNameLength). */
export const LONGEST_GENERATED_BASE = longestGeneratedName - suffixLength;

/** A random suffix; `nextInt(n)` gives a whole number from 0 to n - 1 (rand.String). */
export function randomSuffix(nextInt: (n: number) => number, length = suffixLength): string {
  let suffix = '';
  for (let i = 0; i < length; i++) suffix += alphabet.charAt(nextInt(alphabet.length));
  return suffix;
}

/** `base` cut to leave room within 63 characters, and a random suffix (apiserver pkg/storage/names, GenerateName). */
export function generateName(base: string, nextInt: (n: number) => number): string {
  return base.slice(0, LONGEST_GENERATED_BASE) + randomSuffix(nextInt);
}

/** Each byte of the text as a letter of the suffix alphabet (rand.SafeEncodeString). */
export function safeEncode(text: string): string {
  return utf8Bytes(text)
    .map((byte) => alphabet.charAt(byte % alphabet.length))
    .join('');
}

const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/** 32-bit FNV-1a of bytes, going on from `hash` when given (Go's hash/fnv, New32a). */
function fnv1a32(bytes: readonly number[], hash = fnvOffset): number {
  let value = hash;
  for (const byte of bytes) value = Math.imul(value ^ byte, fnvPrime) >>> 0;
  return value;
}

// The decoder refuses deeper objects; the bound only keeps a hand-made one from overflowing the stack.
const deepest = 200;

/** JSON with sorted keys, so that equal values have equal text whatever order they were written in. */
export function canonicalText(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > deepest) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(',')}]`;
  const fields = Object.entries(value as Readonly<Record<string, unknown>>).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field, depth + 1)}`).join(',')}}`;
}

/**
 * The pod-template-hash of a pod template (pkg/controller/controller_utils.go, ComputeHash): FNV-1a of a dump of the
 * template and the collision count, as encoded decimal. Upstream dumps Go structs; ours dumps canonical JSON, so the
 * hashes are of the same shape and change with the template, but are not the same numbers.
 */
export function podTemplateHash(template: object, collisionCount?: number): string {
  let hash = fnv1a32(utf8Bytes(canonicalText(template)));
  if (collisionCount !== undefined) {
    const low = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 255);
    hash = fnv1a32([...low, 0, 0, 0, 0], hash);
  }
  return safeEncode(String(hash));
}
