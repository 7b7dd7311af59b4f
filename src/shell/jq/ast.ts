export type Filter =
  | { type: 'identity' }
  | { type: 'recurse' }
  | { type: 'literal'; value: JsonValue }
  | { type: 'text'; format: string | undefined; parts: (string | Filter)[] }
  | { type: 'format'; name: string }
  | { type: 'field'; of: Filter; key: Filter; optional: boolean }
  | { type: 'slice'; of: Filter; from?: Filter; to?: Filter; optional: boolean }
  | { type: 'iterate'; of: Filter; optional: boolean }
  | { type: 'pipe'; first: Filter; next: Filter }
  | { type: 'comma'; left: Filter; right: Filter }
  | { type: 'negate'; operand: Filter }
  | { type: 'binary'; operator: string; left: Filter; right: Filter }
  | { type: 'assign'; operator: string; target: Filter; value: Filter }
  | { type: 'if'; branches: { condition: Filter; body: Filter }[]; otherwise?: Filter }
  | { type: 'try'; body: Filter; handler?: Filter }
  | { type: 'reduce'; source: Filter; name: string; start: Filter; update: Filter }
  | { type: 'bind'; source: Filter; name: string; body: Filter }
  | { type: 'variable'; name: string }
  | { type: 'array'; body?: Filter }
  | { type: 'object'; entries: { key: Filter; value: Filter }[] }
  | { type: 'call'; name: string; args: Filter[] };

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
