/** What Go's encoding/json calls a value that it cannot put where it should go (UnmarshalTypeError). */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** What encoding/json says of JSON that is no object. */
export function notAnObject(value: unknown): string {
  return `json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`;
}
