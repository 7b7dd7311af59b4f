const FNV_PRIME = 0x01000193;

function mix(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  return hash >>> 0;
}

/** 64 hex digits that are always the same for the same text: stands for the sha256 of content that does not exist. */
export function standInDigest(text: string): string {
  let digest = '';
  for (let part = 0; part < 8; part++) {
    digest += mix(`${digest}${part}${text}`, 0x811c9dc5).toString(16).padStart(8, '0');
  }
  return digest;
}

/** An id in the form of a version 4 UUID that is always the same for the same text. */
export function standInUuid(text: string): string {
  const hex = standInDigest(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
