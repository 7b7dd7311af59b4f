/** 64 hex digits that belong to a text, as ids of containers and of what runs in them look. */
export function stableId(text: string): string {
  let id = '';
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    id += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0');
  }
  return id;
}
