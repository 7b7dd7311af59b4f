import { utf8Bytes, utf8Text } from './utf8.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf: ReadonlyMap<string, number> = new Map([...alphabet].map((character, value) => [character, value]));

/** Standard base64 with padding of bytes. */
export function encodeBase64(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const second = bytes[i + 1];
    const third = bytes[i + 2];
    const group = ((bytes[i] ?? 0) << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += second === undefined ? '=' : alphabet.charAt((group >> 6) & 63);
    text += third === undefined ? '=' : alphabet.charAt(group & 63);
  }
  return text;
}

/** Standard base64 of a text's UTF-8 bytes. */
export function encodeBase64Text(text: string): string {
  return encodeBase64(utf8Bytes(text));
}

/** Bytes, or the offset of the first character that is not base64 (Go's base64.CorruptInputError). */
export type Base64Decoded = { readonly bytes: readonly number[] } | { readonly illegalAt: number };

/** Decodes padded standard base64; line breaks are skipped, as Go's encoding/base64 does. */
export function decodeBase64(text: string): Base64Decoded {
  const bytes: number[] = [];
  let group = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\n' || character === '\r') continue;
    const value = valueOf.get(character);
    if (value !== undefined) {
      group = (group << 6) | value;
      digits++;
      if (digits === 4) {
        bytes.push((group >> 16) & 255, (group >> 8) & 255, group & 255);
        group = 0;
        digits = 0;
      }
      continue;
    }
    if (character !== '=' || digits < 2) return { illegalAt: i };
    const padding = /^=([\n\r]*=)?[\n\r]*/.exec(text.slice(i))?.[0] ?? '';
    const wanted = digits === 2 ? 2 : 1;
    if (padding.split('=').length - 1 < wanted) return { illegalAt: text.length };
    if (padding.split('=').length - 1 > wanted || i + padding.length < text.length) {
      return { illegalAt: i + (wanted === 1 ? 1 : padding.length) };
    }
    if (digits === 2) bytes.push((group >> 4) & 255);
    else bytes.push((group >> 10) & 255, (group >> 2) & 255);
    return { bytes };
  }
  return digits === 0 ? { bytes } : { illegalAt: text.length - digits };
}

/** The text in base64, or undefined when it is not base64. */
export function decodeBase64Text(text: string): string | undefined {
  const decoded = decodeBase64(text);
  return 'bytes' in decoded ? utf8Text(decoded.bytes) : undefined;
}
