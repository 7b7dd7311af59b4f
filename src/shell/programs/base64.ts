import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { parseOptions, wholeNumber } from './options.ts';

const LINE_LENGTH = 76;

export function encodeBase64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** The text of UTF-8 bytes in base64; undefined when it is no base64. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(plain) || plain.replace(/=+$/, '').length % 4 === 1) return undefined;
  const bytes = atob(plain.replace(/=+$/, ''));
  return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}

export function* base64(process: Process): Work {
  const options = parseOptions(process, 'dDiw:', { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' });
  if (typeof options === 'number') return options;
  const text = yield* process.readOperand(options.operands[0] ?? '-');
  if (text === undefined) return 1;
  if (options.has('d') || options.has('D')) {
    const decoded = decodeBase64(text);
    if (decoded === undefined) return process.fail('invalid input');
    process.out(decoded);
    return 0;
  }
  const width = wholeNumber(options.value('w') ?? String(LINE_LENGTH)) ?? -1;
  if (width < 0) return process.fail(`invalid wrap size: '${options.value('w')}'`);
  const encoded = encodeBase64(text);
  if (width === 0) process.out(encoded);
  else {
    for (let index = 0; index < encoded.length; index += width) process.out(`${encoded.slice(index, index + width)}\n`);
  }
  return 0;
}
