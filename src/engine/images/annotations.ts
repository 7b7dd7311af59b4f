import { bytesValue, quantityError } from '../api/quantity.ts';
import type { HttpAnswer, ImageBehaviour, ServerProcess, UpstreamCall } from './behaviour.ts';

/** What values an annotation takes. */
export type AnnotationValue =
  | { readonly type: 'wholeNumber'; readonly least: number; readonly most: number }
  /** At most `most` characters. */
  | { readonly type: 'text'; readonly most: number }
  | { readonly type: 'trueOrFalse' }
  /** TCP ports, separated by commas. */
  | { readonly type: 'ports' }
  /** http URLs, each perhaps with a method in front, separated by commas. */
  | { readonly type: 'urls' }
  | { readonly type: 'quantity' };

/** One annotation by which a pod's manifest says what its image does; `i18n` says what it means, under `behaviour.about`. */
export interface BehaviourAnnotation {
  /** After `podground.dev/`. `name.CONTAINER` is for one container of the pod alone. */
  readonly name: string;
  /** What a value looks like, for completion. */
  readonly example: string;
  readonly accepts: AnnotationValue;
}

/** What is wrong with an annotation: nobody knows its name, or it does not take such a value. */
export type AnnotationProblem =
  { readonly type: 'unknown'; readonly name: string } | { readonly type: 'value'; readonly accepts: AnnotationValue };

export const ANNOTATION_PREFIX = 'podground.dev/';

function wholeNumber(least: number, most: number): AnnotationValue {
  return { type: 'wholeNumber', least, most };
}

const longestText = 4096;

const callPattern = /^(?:([A-Z]{3,7}) )?(https?:\/\/[^\s,]{1,500})$/;

function callsOf(value: string): UpstreamCall[] | undefined {
  const calls = value.split(',').map((part) => callPattern.exec(part.trim()));
  if (calls.length > 10) return undefined;
  const found = calls.flatMap((match) => (match === null ? [] : [{ method: match[1] ?? 'GET', url: match[2] ?? '' }]));
  return found.length === calls.length ? found : undefined;
}

function portsOf(value: string): number[] | undefined {
  const ports = value.split(',').map((part) => part.trim());
  const isRight = ports.length <= 20 && ports.every((port) => /^\d{1,5}$/.test(port) && isPort(Number(port)));
  return isRight ? ports.map(Number) : undefined;
}

function isPort(port: number): boolean {
  return port > 0 && port < 65_536;
}

const mostMs = 600_000;

/** Every annotation there is: what the editor completes and checks, and what `describedBehaviour` reads. */
export const behaviourAnnotations: readonly BehaviourAnnotation[] = [
  { name: 'listen', example: '8080', accepts: { type: 'ports' } },
  { name: 'response', example: 'Hello from {pod}', accepts: { type: 'text', most: longestText } },
  { name: 'status', example: '500', accepts: wholeNumber(100, 599) },
  { name: 'delay-ms', example: '200', accepts: wholeNumber(0, mostMs) },
  { name: 'calls', example: 'http://price-service/calculate', accepts: { type: 'urls' } },
  { name: 'start-delay-s', example: '20', accepts: wholeNumber(0, 3600) },
  { name: 'ready-after-s', example: '10', accepts: wholeNumber(0, 3600) },
  { name: 'crash-after', example: '100', accepts: wholeNumber(1, 1_000_000_000) },
  { name: 'ignore-sigterm', example: 'true', accepts: { type: 'trueOrFalse' } },
  { name: 'memory', example: '64Mi', accepts: { type: 'quantity' } },
  { name: 'disk', example: '10Gi', accepts: { type: 'quantity' } },
  { name: 'memory-leak-mib-per-request', example: '1', accepts: wholeNumber(0, 1024) },
  { name: 'cpu-milli-per-rps', example: '20', accepts: wholeNumber(0, 100_000) },
];

/** Whether an annotation that takes such values takes this one. */
export function takesValue(accepts: AnnotationValue, value: string): boolean {
  switch (accepts.type) {
    case 'wholeNumber':
      return /^\d{1,9}$/.test(value) && Number(value) >= accepts.least && Number(value) <= accepts.most;
    case 'text':
      return value.length <= accepts.most;
    case 'trueOrFalse':
      return value === 'true' || value === 'false';
    case 'ports':
      return portsOf(value) !== undefined;
    case 'urls':
      return callsOf(value) !== undefined;
    case 'quantity':
      return quantityError(value) === undefined;
  }
}

const byName: ReadonlyMap<string, BehaviourAnnotation> = new Map(
  behaviourAnnotations.map((annotation) => [annotation.name, annotation]),
);

/** What is wrong with an annotation under `podground.dev/`; undefined for others and for right ones. */
export function annotationProblem(key: string, value: string): AnnotationProblem | undefined {
  const { name } = annotationName(key) ?? {};
  if (name === undefined) return undefined;
  const known = byName.get(name);
  if (known === undefined) return { type: 'unknown', name };
  return takesValue(known.accepts, value) ? undefined : { type: 'value', accepts: known.accepts };
}

/** The name of an annotation under `podground.dev/`, and the container that it is for, '' for all; undefined for other keys. */
export function annotationName(key: string): { readonly name: string; readonly container: string } | undefined {
  if (!key.startsWith(ANNOTATION_PREFIX)) return undefined;
  const rest = key.slice(ANNOTATION_PREFIX.length);
  const dot = rest.indexOf('.');
  return dot === -1 ? { name: rest, container: '' } : { name: rest.slice(0, dot), container: rest.slice(dot + 1) };
}

type Annotations = Readonly<Record<string, string>>;

/** Reads an annotation for a container; one that names the container counts before one for all, wrong values for nothing. */
function reader(annotations: Annotations, container: string): (name: string) => string | undefined {
  return (name) => {
    const value = annotations[`${ANNOTATION_PREFIX}${name}.${container}`] ?? annotations[ANNOTATION_PREFIX + name];
    const known = byName.get(name);
    return value !== undefined && known !== undefined && takesValue(known.accepts, value) ? value : undefined;
  };
}

const plainServer: ServerProcess = {
  type: 'server',
  ports: 'declared',
  startMs: 100,
  http: 'all',
  onSigterm: 0,
  memoryBytes: 8 * 1024 * 1024,
  log: ['Server listening on port {port}'],
};

function answersOf(
  main: ServerProcess,
  read: (name: string) => string | undefined,
): Pick<ServerProcess, 'answers' | 'http'> | undefined {
  const body = read('response');
  const status = read('status');
  const calls = read('calls');
  if (body === undefined && status === undefined && calls === undefined) return undefined;
  const own: HttpAnswer = {
    body: body ?? '{image} in pod {pod} answers {method} {path}\n',
    ...(status !== undefined && { status: Number(status) }),
    ...(calls !== undefined && {
      calls: callsOf(calls) ?? [],
      onFailure: { status: 502, body: '{failed}\n' },
    }),
  };
  // With nothing said about the body, the image's own answers stay, with that status or those calls.
  const answers =
    body === undefined && main.answers !== undefined ? main.answers.map((one) => merged(one, own)) : [own];
  return { answers, http: 'all' };
}

function merged(answer: HttpAnswer, { status, calls, onFailure }: HttpAnswer): HttpAnswer {
  return {
    ...answer,
    ...(status !== undefined && { status }),
    // Every answer has it, also what the image says when its own calls fail.
    ...(status !== undefined && answer.onFailure !== undefined && { onFailure: { ...answer.onFailure, status } }),
    ...(calls !== undefined && onFailure !== undefined && { calls, onFailure }),
  };
}

const MiB = 1024 * 1024;

/**
 * What an image does in a pod with these annotations: as it is known, but for what they say. An image that is no server
 * becomes one when they say what it answers.
 */
export function describedBehaviour(
  behaviour: ImageBehaviour,
  annotations: Annotations | undefined,
  container: string,
): ImageBehaviour {
  if (annotations === undefined || !Object.keys(annotations).some((key) => key.startsWith(ANNOTATION_PREFIX))) {
    return behaviour;
  }
  const read = reader(annotations, container);
  const main = behaviour.main.type === 'server' ? behaviour.main : plainServer;
  const isServer = behaviour.main.type === 'server' || read('listen') !== undefined || read('response') !== undefined;
  const memory = read('memory');
  const disk = read('disk');
  const whole: ImageBehaviour = {
    ...behaviour,
    ...(memory !== undefined && { memoryBytes: bytesValue(memory) }),
    ...(disk !== undefined && { diskBytes: bytesValue(disk) }),
  };
  if (!isServer) return whole;
  const number = (name: string): number | undefined => {
    const value = read(name);
    return value === undefined ? undefined : Number(value);
  };
  const startDelay = number('start-delay-s');
  const readyAfter = number('ready-after-s');
  const delayMs = number('delay-ms');
  const crashAfter = number('crash-after');
  const leak = number('memory-leak-mib-per-request');
  const cpuMs = number('cpu-milli-per-rps');
  const ports = portsOf(read('listen') ?? '');
  const ignoresSigterm = read('ignore-sigterm');
  return {
    ...whole,
    main: {
      ...main,
      ...answersOf(main, read),
      ...(ports !== undefined && { ports }),
      ...(startDelay !== undefined && { startMs: startDelay * 1000 }),
      ...(readyAfter !== undefined && { readyAfterMs: readyAfter * 1000 }),
      ...(delayMs !== undefined && { delayMs }),
      ...(crashAfter !== undefined && { crashAfter }),
      ...(leak !== undefined && { leakBytes: leak * MiB }),
      // One request a second that takes one ms of a core keeps a thousandth of it busy.
      ...(cpuMs !== undefined && { cpuMs }),
      ...(memory !== undefined && { memoryBytes: bytesValue(memory) }),
      ...(ignoresSigterm === 'true' && { onSigterm: 'ignored' as const }),
      ...(ignoresSigterm === 'false' && main.onSigterm === 'ignored' && { onSigterm: 0 }),
    },
  };
}
