const BYTES = 64;

/** The first 32 bits of the fraction of a root of a prime. */
function fraction(prime: number, root: number): number {
  const value = prime ** (1 / root);
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

const ROUND_CONSTANTS = primes(64).map((prime) => fraction(prime, 3));
const FIRST_STATE = primes(8).map((prime) => fraction(prime, 2));

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function schedule(bytes: Uint8Array, offset: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, BYTES);
  const words = Array.from({ length: 16 }, (_, index) => view.getInt32(index * 4));
  for (let index = 16; index < 64; index++) {
    const [a = 0, b = 0] = [words[index - 15], words[index - 2]];
    const first = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const second = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words.push(((words[index - 16] ?? 0) + first + (words[index - 7] ?? 0) + second) | 0);
  }
  return words;
}

function compressed(state: readonly number[], words: readonly number[]): number[] {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (const [index, word] of words.entries()) {
    const choice = (e & f) ^ (~e & g);
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + (ROUND_CONSTANTS[index] ?? 0) + word;
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

/**
 * The SHA-256 of a text in UTF-8, as 64 hex digits (FIPS 180-4). The browser's own answers only later, and kubectl's
 * commands are synchronous.
 */
export function sha256(text: string): string {
  const message = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BYTES) * BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  let state = FIRST_STATE;
  for (let offset = 0; offset < padded.length; offset += BYTES) state = compressed(state, schedule(padded, offset));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
