import {
  builtinResources,
  matchesLabels,
  parseLabelSelector,
  tableFor,
  type ApiRequest,
  type ApiResponse,
  type GenericObject,
  type LogLine,
} from '../../src/engine/index.ts';
import { initialState, kubectl, type KubectlEnv, type KubectlState, type Reference } from '../../src/kubectl/index.ts';
import { reference as wholeReference } from '../support/kubectl-reference.ts';

/** What a command line did. */
export interface Outcome {
  rc: number;
  stdout: string;
  stderr: string;
}

export interface CannedOptions {
  objects?: readonly GenericObject[];
  /** Virtual time, ms since the epoch. */
  now?: number;
  stdin?: string;
  files?: Readonly<Record<string, string>>;
  logs?: readonly LogLine[];
  state?: KubectlState;
  /** Default: the whole one; undefined stands for one that could not be loaded. */
  reference?: Reference | undefined;
  /** Answers a request in place of the canned objects. */
  answer?: (request: ApiRequest) => ApiResponse | undefined;
}

function fieldOf(object: unknown, path: string): string {
  let value: unknown = object;
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step];
  return value === undefined || value === null ? '' : String(value);
}

function matchesFieldText(object: GenericObject, selector: string): boolean {
  return selector
    .split(',')
    .filter((term) => term !== '')
    .every((term) => {
      const [path = '', value = ''] = term.split(/!?==?/);
      return (fieldOf(object, path) === value) !== term.includes('!=');
    });
}

function notFound(request: ApiRequest): ApiResponse {
  const group = request.group === '' ? '' : `.${request.group}`;
  const message = `${request.resource}${group} "${request.name ?? ''}" not found`;
  return {
    code: 404,
    warnings: [],
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotFound', code: 404 },
  };
}

/** Answers reads from fixed objects, as the stand-in server did that the goldens were recorded with. */
export function cannedServer(objects: readonly GenericObject[], now: number): (request: ApiRequest) => ApiResponse {
  return (request) => {
    const kind = builtinResources.find(
      ({ group, resource }) => group === request.group && resource === request.resource,
    )?.kind;
    const all = objects.filter(
      (object) =>
        object.kind === kind &&
        (request.namespace === undefined || (object.metadata.namespace ?? 'default') === request.namespace),
    );
    const asTable = (items: readonly GenericObject[]): ApiResponse['body'] => {
      const { columns, cells } = tableFor(request.resource);
      const rows = items.map((object) => ({ cells: cells(object, now), object }));
      const metadata = { resourceVersion: '1' };
      return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: columns, rows };
    };
    if (request.verb === 'get') {
      const found = all.find(({ metadata }) => metadata.name === request.name);
      if (found === undefined) return notFound(request);
      return { code: 200, warnings: [], body: request.as === 'Table' ? asTable([found]) : found };
    }
    if (request.verb !== 'list') throw new Error(`the canned server does not ${request.verb}`);
    const requirements = parseLabelSelector(request.labelSelector ?? '');
    const items = all
      .filter(
        (object) =>
          matchesLabels(requirements, object.metadata.labels) && matchesFieldText(object, request.fieldSelector ?? ''),
      )
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const list = { kind: `${kind ?? ''}List`, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
    return { code: 200, warnings: [], body: request.as === 'Table' ? asTable(items) : list };
  };
}

/** Runs a command line that does not wait against fixed objects. */
export function runCanned(args: readonly string[], options: CannedOptions = {}): Outcome {
  const outcome: Outcome = { rc: 0, stdout: '', stderr: '' };
  const now = options.now ?? Date.UTC(2025, 0, 15, 13, 31, 30);
  const server = cannedServer(options.objects ?? [], now);
  const reference = 'reference' in options ? options.reference : wholeReference;
  const env: KubectlEnv = {
    request: (request) => options.answer?.(request) ?? server(request),
    now: () => now,
    revision: () => 1,
    changesSince: () => [],
    logs: () => options.logs,
    out: (text) => (outcome.stdout += text),
    err: (text) => (outcome.stderr += text),
    readFile: (path) => options.files?.[path],
    stdin: () => options.stdin ?? '',
    state: options.state ?? initialState(),
    ...(reference === undefined ? {} : { reference }),
  };
  const running = kubectl(args, env);
  const step = running.next();
  if (step.done !== true) throw new Error('the command waits');
  outcome.rc = step.value;
  return outcome;
}
