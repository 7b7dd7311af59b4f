import type { Status } from '../engine/index.ts';

/** A command failed before or besides the API: printed as `error: message`. */
export class KubectlError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What kubectl prints without `error: `: a server that refuses connections, a kind that a command looks up by itself. */
export class UnprefixedError extends KubectlError {}

/** The API server refused a request. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message);
    this.status = status;
  }
}

/** A refusal that a server other than the API server gives: the kubelet, through it. */
export function badRequest(message: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'BadRequest',
    code: 400,
  });
}

/** Several things failed, each printed on a line of its own. */
export class AggregateFailure extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super(errors.map(({ message }) => message).join(', '));
    this.errors = errors;
  }
}

/** A command in a container ended with an exit code other than 0, which becomes kubectl's. */
export class CommandTerminated extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`command terminated with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Ends the command with an exit code and no more words. */
export class SilentExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('');
    this.exitCode = exitCode;
  }
}

/** Wrong use of a command (kubectl pkg/cmd/util/helpers.go, UsageErrorf). */
export function usageError(commandPath: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee '${commandPath} -h' for help and examples`);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.status.reason === 'NotFound';
}

export function isConflict(error: unknown): boolean {
  return error instanceof StatusError && error.status.reason === 'Conflict';
}

/** Says in a failure what was being done with which file (helpers.go, AddSourceToErr). */
export function withSource(verb: string, source: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (source === '') return error instanceof Error ? error : new KubectlError(message);
  const text = `error when ${verb} "${source}": ${message}`;
  return error instanceof StatusError ? new StatusError({ ...error.status, message: text }) : new KubectlError(text);
}

/** Several messages as one text, as Go joins errors (apimachinery util/errors/errors.go, aggregate.Error). */
export function joined(messages: readonly string[]): string {
  return messages.length > 1 ? `[${messages.join(', ')}]` : messages.join('');
}

/** One error, several as one, or nothing to throw. */
export function throwAll(errors: readonly Error[]): void {
  const [first, ...others] = errors;
  if (first !== undefined) throw others.length === 0 ? first : new AggregateFailure(errors);
}

function invalidText({ message, details }: Status): string {
  if (details === undefined) return `The request is invalid: ${message}`;
  const causes = details.causes ?? [];
  const isNamed = (details.kind ?? '') !== '' || (details.name ?? '') !== '';
  const subject = isNamed ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
  if (causes.length === 0) return isNamed || message === '' ? subject : `${subject}: ${message}`;
  // What is wrong with no field in particular has its colon, too (helpers.go, statusCausesToAggrError).
  const texts = causes.map(({ field = '', message: text = '' }) => `${field}: ${text}`);
  // What was found twice is told once.
  const lines = [...new Set(texts)];
  // The text ends its line itself, even after a field's text that did so already (helpers.go, MultilineError).
  return lines.length === 1
    ? `${subject}: ${lines[0]}\n`
    : `${subject}: \n${lines.map((line) => `* ${line}\n`).join('')}`;
}

/** The words of an API failure; undefined for other errors (helpers.go, StandardErrorMessage). */
function standardText(error: Error): string | undefined {
  if (!(error instanceof StatusError)) return undefined;
  const { reason } = error.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  return reason === undefined
    ? `Error from server: ${error.message}`
    : `Error from server (${reason}): ${error.message}`;
}

/** What kubectl prints of an error and the exit code that it ends with (helpers.go, checkErr). */
export function describeError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof SilentExit) return { text: '', exitCode: error.exitCode };
  if (error instanceof AggregateFailure) {
    // Each is given a line of its own, even when its text ended one already (helpers.go, MultipleErrors).
    return { text: error.errors.map((item) => `${standardText(item) ?? item.message}\n`).join(''), exitCode: 1 };
  }
  if (error instanceof StatusError && error.status.reason === 'Invalid') {
    return { text: invalidText(error.status), exitCode: 1 };
  }
  if (!(error instanceof Error)) return { text: `error: ${String(error)}`, exitCode: 1 };
  if (error instanceof CommandTerminated) return { text: error.message, exitCode: error.exitCode };
  const exitCode = error instanceof KubectlError ? error.exitCode : 1;
  if (error instanceof UnprefixedError) return { text: error.message, exitCode };
  const standard = standardText(error);
  if (standard !== undefined) return { text: standard, exitCode };
  return { text: error.message.startsWith('error: ') ? error.message : `error: ${error.message}`, exitCode };
}
