import { bytesValue, quantityError } from '../api/quantity.ts';
import type { HttpAnswer, ImageBehaviour, ServerProcess, UpstreamCall } from './behaviour.ts';

/** One annotation by which a pod's manifest says what its image does. */
export interface BehaviourAnnotation {
  /** After `podground.dev/`. `name.CONTAINER` is for one container of the pod alone. */
  readonly name: string;
  /** What a value looks like, for completion. */
  readonly example: string;
  /** In English: what it does, and what values it takes. */
  readonly description: string;
  /** Why a value is wrong, in English; undefined when it is right. */
  readonly problem: (value: string) => string | undefined;
}

export const ANNOTATION_PREFIX = 'podground.dev/';

function wholeNumber(least: number, most: number): (value: string) => string | undefined {
  return (value) => {
    const isRight = /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
    return isRight ? undefined : `must be a whole number from ${least} to ${most}`;
  };
}

const longestText = 4096;

function text(value: string): string | undefined {
  return value.length <= longestText ? undefined : `must have at most ${longestText} characters`;
}

function yesOrNo(value: string): string | undefined {
  return value === 'true' || value === 'false' ? undefined : 'must be "true" or "false"';
}

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
  {
    name: 'listen',
    example: '8080',
    description: 'TCP ports on which the server listens, separated by commas, whatever its image usually does.',
    problem: (value) => (portsOf(value) === undefined ? 'must be port numbers, separated by commas' : undefined),
  },
  {
    name: 'response',
    example: 'Hello from {pod}',
    description:
      'The body of every answer. {pod}, {ip}, {node}, {namespace}, {image}, {version} (the tag), {method}, {path} and {env:NAME} are filled in.',
    problem: text,
  },
  {
    name: 'status',
    example: '500',
    description: 'The HTTP status of every answer; probes see it too.',
    problem: wholeNumber(100, 599),
  },
  {
    name: 'delay-ms',
    example: '200',
    description: 'How long the server takes for an answer, in milliseconds.',
    problem: wholeNumber(0, mostMs),
  },
  {
    name: 'calls',
    example: 'http://price-service/calculate',
    description:
      'URLs that the server calls, one after another, before it answers; separated by commas, each perhaps with a method in front ("POST http://a/"). When one fails it answers 502.',
    problem: (value) => (callsOf(value) === undefined ? 'must be http URLs, separated by commas' : undefined),
  },
  {
    name: 'start-delay-s',
    example: '20',
    description: 'How long after its start the server begins to listen, in seconds.',
    problem: wholeNumber(0, 3600),
  },
  {
    name: 'ready-after-s',
    example: '10',
    description: 'Until so many seconds after its start the server answers 503, to probes too.',
    problem: wholeNumber(0, 3600),
  },
  {
    name: 'crash-after',
    example: '100',
    description: 'The process ends with exit code 1 after it has answered so many requests.',
    problem: wholeNumber(1, 1_000_000_000),
  },
  {
    name: 'ignore-sigterm',
    example: 'true',
    description: 'Whether the process ignores SIGTERM and has to be killed when the grace period is over.',
    problem: yesOrNo,
  },
  {
    name: 'memory',
    example: '64Mi',
    description: 'How much memory the process takes.',
    problem: (value) => quantityProblem(value),
  },
  {
    name: 'disk',
    example: '10Gi',
    description: "How much of its machine's disk the process fills.",
    problem: (value) => quantityProblem(value),
  },
  {
    name: 'memory-leak-mib-per-request',
    example: '1',
    description: 'How many MiB of memory each request takes and never gives back.',
    problem: wholeNumber(0, 1024),
  },
  {
    name: 'cpu-milli-per-rps',
    example: '20',
    description: 'How many thousandths of a processor one request a second keeps busy.',
    problem: wholeNumber(0, 100_000),
  },
];

function quantityProblem(value: string): string | undefined {
  return quantityError(value) === undefined ? undefined : 'must be a quantity such as 64Mi';
}

const byName: ReadonlyMap<string, BehaviourAnnotation> = new Map(
  behaviourAnnotations.map((annotation) => [annotation.name, annotation]),
);

/** What is wrong with an annotation under `podground.dev/`, in English; undefined for others and for right ones. */
export function annotationProblem(key: string, value: string): string | undefined {
  if (!key.startsWith(ANNOTATION_PREFIX)) return undefined;
  const [name = ''] = key.slice(ANNOTATION_PREFIX.length).split('.');
  const known = byName.get(name);
  if (known === undefined) return `there is no ${ANNOTATION_PREFIX}${name}`;
  return known.problem(value);
}

type Annotations = Readonly<Record<string, string>>;

/** Reads an annotation for a container; one that names the container counts before one for all, wrong values for nothing. */
function reader(annotations: Annotations, container: string): (name: string) => string | undefined {
  return (name) => {
    const value = annotations[`${ANNOTATION_PREFIX}${name}.${container}`] ?? annotations[ANNOTATION_PREFIX + name];
    return value === undefined || byName.get(name)?.problem(value) !== undefined ? undefined : value;
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
