import type { IncomingMessage, ServerResponse } from 'node:http';
import { badRequest, fromRFC3339, invalid, type Cluster, type LogLine, type Pod } from '../../engine/index.ts';
import { sendText } from './answer.ts';
import { truth, wholeNumber } from './api-request.ts';
import { chosenContainer } from './container-choice.ts';
import type { Pace } from './pace.ts';

interface LogOptions {
  container: string;
  previous: boolean;
  follow: boolean;
  timestamps: boolean;
  /** Lines from then on, ms since the epoch. */
  since: number;
  tail: number | undefined;
  bytes: number;
}

function negative(field: string, value: number): Error {
  const detail = 'must be greater than or equal to 0';
  const errors = [{ type: 'FieldValueInvalid', field, value, detail } as const];
  return invalid({ group: '', kind: 'PodLogOptions' }, '', errors);
}

function logOptions(query: URLSearchParams, pod: Pod, now: number): LogOptions {
  const tail = wholeNumber(query, 'tailLines');
  const seconds = wholeNumber(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime') ?? '';
  const bytes = wholeNumber(query, 'limitBytes');
  if (tail !== undefined && tail < 0) throw negative('tailLines', tail);
  if (seconds !== undefined && seconds < 0) throw negative('sinceSeconds', seconds);
  const since = sinceTime === '' ? undefined : fromRFC3339(sinceTime);
  if (Number.isNaN(since)) throw badRequest(`parsing time ${JSON.stringify(sinceTime)}`);
  return {
    container: chosenContainer(pod, query.get('container') ?? ''),
    previous: truth(query, 'previous'),
    follow: truth(query, 'follow'),
    timestamps: truth(query, 'timestamps'),
    since: since ?? (seconds === undefined ? -Infinity : now - seconds * 1000),
    tail,
    bytes: bytes ?? Infinity,
  };
}

/** Why a container has no log (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
function noLog(pod: Pod, { container, previous }: LogOptions): Error {
  const place = `container "${container}" in pod "${pod.metadata.name}"`;
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  const found = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
  if (found === undefined) return badRequest(`${place} is not available`);
  if (previous) return badRequest(`previous terminated ${place} not found`);
  switch (found.state.waiting?.reason) {
    case undefined:
      return badRequest(`${place} is waiting to start - no logs yet`);
    case 'ErrImagePull':
      return badRequest(`${place} is waiting to start: image can't be pulled`);
    case 'ImagePullBackOff':
      return badRequest(`${place} is waiting to start: trying and failing to pull image`);
    default:
      return badRequest(`${place} is waiting to start: ${found.state.waiting?.reason ?? ''}`);
  }
}

function lineText({ time, text }: LogLine, timestamps: boolean): string {
  // Container runtimes write nanoseconds.
  return timestamps ? `${new Date(time).toISOString().replace('Z', '000000Z')} ${text}\n` : `${text}\n`;
}

/** Answers what a container printed; followed, until it ends. ApiError 400 when there is no log to read. */
export function streamLog(
  cluster: Cluster,
  pace: Pace,
  pod: Pod,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const options = logOptions(query, pod, cluster.now());
  const { namespace = '', name, uid } = pod.metadata;
  // A pod without a node has no kubelet to ask, which is no error (LogLocation).
  if (pod.spec.nodeName === undefined) {
    sendText(response, 200, '', 'text/plain');
    return;
  }
  const read = (): readonly LogLine[] | undefined => cluster.logs(namespace, name, options.container, options.previous);
  const all = read();
  if (all === undefined) throw noLog(pod, options);
  const recent = all.filter(({ time }) => time >= options.since);
  const shown = options.tail === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tail));
  const text = shown.map((line) => lineText(line, options.timestamps)).join('');
  const bytes = Buffer.from(text).subarray(0, Math.min(options.bytes, Buffer.byteLength(text)));
  if (!options.follow || options.previous) {
    sendText(response, 200, bytes.toString(), 'text/plain');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  response.write(bytes);
  let last = all.at(-1)?.time ?? -Infinity;
  let atLast = all.filter(({ time }) => time === last).length;
  const follow = (): void => {
    const lines = read() ?? [];
    const later = lines.filter(({ time }) => time > last);
    const same = lines.filter(({ time }) => time === last).slice(atLast);
    for (const line of [...same, ...later]) response.write(lineText(line, options.timestamps));
    last = lines.at(-1)?.time ?? last;
    atLast = lines.filter(({ time }) => time === last).length;
    if (!isRunning(cluster, namespace, name, uid, options.container)) response.end();
  };
  const leave = pace.listen(follow);
  response.on('close', leave);
  request.on('error', leave);
  follow();
}

function isRunning(cluster: Cluster, namespace: string, name: string, uid: string, container: string): boolean {
  const pod = cluster.live.get('pods', namespace, name);
  if (pod === undefined || pod.metadata.uid !== uid) return false;
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  const status = [...containerStatuses, ...initContainerStatuses].find((each) => each.name === container);
  return status?.state.running !== undefined;
}
