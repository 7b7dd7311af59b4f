/** What go-yaml makes of a plain (unquoted) scalar. Numbers keep their value, timestamps stay text. */
export type ResolvedScalar =
  | { type: 'null' }
  | { type: 'bool'; value: boolean }
  | { type: 'int' | 'float'; value: number }
  | { type: 'timestamp' | 'string' };

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INT = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9]\d*))$/;
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/;

function parseInteger(text: string): number | undefined {
  const match = INT.exec(text);
  if (match === null) return undefined;
  const [, sign, hexadecimal, octal, binary, decimal] = match;
  const magnitude =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : Number(decimal);
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/**
 * Resolves a plain scalar by YAML 1.1 as Kubernetes does: `yes` and `on` are booleans, `0644` is octal, `12:30` is text
 * (sigs.k8s.io/yaml goyaml.v2/resolve.go).
 */
export function resolveScalar(text: string): ResolvedScalar {
  if (NULL.has(text)) return { type: 'null' };
  if (TRUE.has(text)) return { type: 'bool', value: true };
  if (FALSE.has(text)) return { type: 'bool', value: false };
  if (!/^[-+.\d]/.test(text)) return { type: 'string' };
  if (INFINITY.test(text)) return { type: 'float', value: text.startsWith('-') ? -Infinity : Infinity };
  if (NOT_A_NUMBER.test(text)) return { type: 'float', value: Number.NaN };
  if (TIMESTAMP.test(text)) return { type: 'timestamp' };
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return { type: 'int', value: integer };
  return FLOAT.test(plain) ? { type: 'float', value: Number(plain) } : { type: 'string' };
}
