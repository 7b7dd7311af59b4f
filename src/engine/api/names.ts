import { utf8Length } from './utf8.ts';

/**
 * Syntax of names, labels, ports and addresses (apimachinery pkg/util/validation/validation.go). Each check returns
 * upstream's messages, none when the value is good.
 */

const none: readonly string[] = [];

/** `must be no more than 63 characters` (MaxLenError). */
export function maxLengthMessage(length: number): string {
  return `must be no more than ${length} characters`;
}

/** `must be between 1 and 65535, inclusive` (InclusiveRangeError). */
export function inclusiveRangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** A refusal that shows examples and the regular expression (RegexError); its odd spaces and commas are upstream's. */
/** `message (e.g. 'a', regex used for validation is 'format')` (RegexError). */
export function regexMessage(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${format}')`;
}

const emptyMessage = 'must be non-empty';

interface Syntax {
  readonly maxLength: number;
  readonly pattern: RegExp;
  readonly message: string;
}

function syntaxOf(maxLength: number, format: string, message: string, ...examples: readonly string[]): Syntax {
  return { maxLength, pattern: new RegExp(`^(?:${format})$`), message: regexMessage(message, format, ...examples) };
}

function check(value: string, { maxLength, pattern, message }: Syntax): readonly string[] {
  const long = utf8Length(value) > maxLength;
  const wellFormed = pattern.test(value);
  if (!long) return wellFormed ? none : [message];
  return wellFormed ? [maxLengthMessage(maxLength)] : [maxLengthMessage(maxLength), message];
}

const labelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`;

const dns1123Label = syntaxOf(
  63,
  labelFormat,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  'my-name',
  '123-abc',
);

const dns1123Subdomain = syntaxOf(
  253,
  subdomainFormat,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);

const dns1035Label = syntaxOf(
  63,
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
);

const wildcardSubdomain = syntaxOf(
  253,
  `\\*\\.${subdomainFormat}`,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  '*.example.com',
);

const qualifiedNamePart = syntaxOf(
  63,
  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  'MyName',
  'my.name',
  '123-abc',
);

const labelValue = syntaxOf(
  63,
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  'MyValue',
  'my_value',
  '12345',
);

const configMapKey = syntaxOf(
  253,
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
);

const environmentVariable = syntaxOf(
  Number.POSITIVE_INFINITY,
  '[-._a-zA-Z][-._a-zA-Z0-9]*',
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
);

const percent = syntaxOf(
  Number.POSITIVE_INFINITY,
  '[0-9]+%',
  "a valid percent string must be a numeric string followed by an ending '%'",
  '1%',
  '93%',
);

const headerName = syntaxOf(
  Number.POSITIVE_INFINITY,
  '[-A-Za-z0-9]+',
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  'X-Header-Name',
);

/** A DNS label: namespaces, containers, volumes (IsDNS1123Label). */
export function isDNS1123Label(value: string): readonly string[] {
  if (value.includes('.') && dns1123Subdomain.pattern.test(value)) {
    const dots = 'must not contain dots';
    return utf8Length(value) > 63 ? [maxLengthMessage(63), dots] : [dots];
  }
  return check(value, dns1123Label);
}

/** A DNS subdomain: the names of most objects (IsDNS1123Subdomain). */
export function isDNS1123Subdomain(value: string): readonly string[] {
  return check(value, dns1123Subdomain);
}

/** A DNS label that starts with a letter: Services (IsDNS1035Label). */
export function isDNS1035Label(value: string): readonly string[] {
  return check(value, dns1035Label);
}

/** `*.example.com`, as an Ingress host may be (IsWildcardDNS1123Subdomain). */
export function isWildcardDNS1123Subdomain(value: string): readonly string[] {
  return check(value, wildcardSubdomain);
}

/** A label or annotation key: a name with an optional DNS prefix (IsQualifiedName). */
export function isQualifiedName(value: string): readonly string[] {
  const [first = '', second, ...more] = value.split('/');
  if (more.length > 0) {
    const optionalPrefix = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a qualified name ${qualifiedNamePart.message}${optionalPrefix}`];
  }
  const name = second ?? first;
  const messages: string[] = [];
  if (second !== undefined) {
    if (first === '') messages.push(`prefix part ${emptyMessage}`);
    else for (const message of isDNS1123Subdomain(first)) messages.push(`prefix part ${message}`);
  }
  if (name === '') messages.push(`name part ${emptyMessage}`);
  for (const message of check(name, qualifiedNamePart)) messages.push(`name part ${message}`);
  return messages;
}

/** A label's value, which may be empty (IsValidLabelValue). */
export function isValidLabelValue(value: string): readonly string[] {
  return check(value, labelValue);
}

/** The name of a port, at most 15 characters with at least one letter (IsValidPortName). */
export function isValidPortName(value: string): readonly string[] {
  const messages: string[] = [];
  if (utf8Length(value) > 15) messages.push(maxLengthMessage(15));
  if (!/^[-a-z0-9]+$/.test(value)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)');
  if (value.includes('--')) messages.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

/** A port number from 1 to 65535 (IsValidPortNum). */
export function isValidPortNumber(value: number): readonly string[] {
  return value >= 1 && value <= 65535 ? none : [inclusiveRangeMessage(1, 65535)];
}

function directoryMessages(value: string): readonly string[] {
  if (value === '.') return [`must not be '.'`];
  if (value === '..') return [`must not be '..'`];
  return value.startsWith('..') ? [`must not start with '..'`] : none;
}

/** The strict form of an environment variable's name, as kubectl and envFrom prefixes use it (IsEnvVarName). */
export function isEnvVarName(value: string): readonly string[] {
  return [...check(value, environmentVariable), ...directoryMessages(value)];
}

/** The form that a container's `env[].name` has since 1.32: printable ASCII without `=` (IsRelaxedEnvVarName). */
export function isRelaxedEnvVarName(value: string): readonly string[] {
  if (value === '') return [`environment variable name ${emptyMessage}`];
  if (/^[ -<>-~]+$/.test(value)) return none;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A key of a ConfigMap or Secret (IsConfigMapKey). */
export function isConfigMapKey(value: string): readonly string[] {
  return [...check(value, configMapKey), ...directoryMessages(value)];
}

/** `25%` (IsValidPercent). */
export function isValidPercent(value: string): readonly string[] {
  return check(value, percent);
}

/** The name of a header of an HTTP probe (IsHTTPHeaderName). */
export function isHTTPHeaderName(value: string): readonly string[] {
  return check(value, headerName);
}

/** A name that can be one segment of a URL path, as RBAC objects have (path.IsValidPathSegmentName). */
export function isPathSegmentName(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

export { isValidCIDR, isValidIP } from './addresses.ts';
export { generateName, LONGEST_GENERATED_BASE, podTemplateHash, randomSuffix, safeEncode } from './generated-names.ts';
