import { nearestWords } from './nearest-word.ts';

const identityFields = ['apiVersion', 'kind', 'metadata'] as const;
type IdentityField = (typeof identityFields)[number];

/** What kubectl misses when it refuses an object that it cannot name; undefined when it refuses for something else. */
export function missingIdentity(message: string): IdentityField | undefined {
  if (message.includes('apiVersion not set') || message.includes("'apiVersion' is missing")) return 'apiVersion';
  if (message.includes('kind not set') || message.includes("'Kind' is missing")) return 'kind';
  const isNameless =
    message.includes('resource name may not be empty') || message.includes('name or generateName is required');
  return isNameless ? 'metadata' : undefined;
}

/** The field that was probably meant to be the missing one, such as `apiversion`. */
export function misspelledIdentity(
  object: Readonly<Record<string, unknown>>,
  missing: IdentityField,
): string | undefined {
  if (Object.hasOwn(object, missing)) return undefined;
  return Object.keys(object).find(
    (key) => !identityFields.some((field) => field === key) && nearestWords(key, identityFields)[0] === missing,
  );
}
