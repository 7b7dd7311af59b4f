/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD, as Go writes it. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes.push(unit);
      continue;
    }
    let code = text.codePointAt(i) ?? 0xfffd;
    if (code > 0xffff) i++;
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }
  }
  return bytes;
}

/** Go's `len(text)`: the number of UTF-8 bytes. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.codePointAt(i) ?? 0) > 0xffff) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/** The text of UTF-8 bytes; each byte that is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i] ?? 0;
    const following = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    let code = first & (0x3f >> following);
    let taken = 0;
    while (taken < following && ((bytes[i + taken + 1] ?? 0) & 0xc0) === 0x80) {
      taken++;
      code = (code << 6) | ((bytes[i + taken] ?? 0) & 0x3f);
    }
    const smallest = [0x80, 0x80, 0x800, 0x10000][following] ?? 0;
    const complete = following > 0 && first < 0xf5 && taken === following && code >= smallest && code <= 0x10ffff;
    if (complete && (code < 0xd800 || code > 0xdfff)) {
      text += String.fromCodePoint(code);
      i += following;
    } else text += '\ufffd';
  }
  return text;
}
