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
