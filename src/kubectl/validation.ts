import type { ApiRequest } from '../engine/index.ts';
import { KubectlError } from './errors.ts';
import { stringFlag } from './flags.ts';

export const validateFlags = { validate: stringFlag('strict', { alone: 'strict' }) };

type FieldValidation = NonNullable<ApiRequest['fieldValidation']>;

/** What `--validate` asks the server for (kubectl pkg/cmd/util/helpers.go, GetValidationDirective). */
export function fieldValidationOf(flags: { validate: string }): FieldValidation {
  switch (flags.validate) {
    case 'true':
    case 'strict':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'false':
    case 'ignore':
      return 'Ignore';
    default:
      throw new KubectlError(
        `invalid - validate option "${flags.validate}"; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}
