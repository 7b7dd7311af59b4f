import { type LogLine, type Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import type { Wait } from '../env.ts';
import { badRequest, isNotFound, KubectlError, throwAll, usageError, type StatusError } from '../errors.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import {
  checkRunningTimeout,
  chooseContainer,
  containersOf,
  namedObject,
  waitForPods,
  type NamedObject,
} from '../pods-of.ts';
import { Discovery } from '../resources.ts';
import { listSelected } from '../targets.ts';
import { parseGoTime } from '../output/go-time.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** How often `-f` looks for new lines. Milliseconds. */
const FOLLOW_INTERVAL = 200;

/** With a selector, so many lines of each container are shown unless `--tail` says otherwise. */
const SELECTOR_TAIL = 10;

const flags = {
  'all-containers': boolFlag(),
  'all-pods': boolFlag(),
  container: stringFlag('', { shorthand: 'c' }),
  follow: boolFlag(false, { shorthand: 'f' }),
  'ignore-errors': boolFlag(),
  'insecure-skip-tls-verify-backend': boolFlag(),
  'limit-bytes': intFlag(0),
  'max-log-requests': intFlag(5),
  'pod-running-timeout': durationFlag(20_000),
  prefix: boolFlag(),
  previous: boolFlag(false, { shorthand: 'p' }),
  selector: stringFlag('', { shorthand: 'l' }),
  since: durationFlag(0),
  'since-time': stringFlag(),
  tail: intFlag(-1),
  timestamps: boolFlag(),
};

type LogsCall = Call<typeof flags>;

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

/** One container whose log is read. */
interface Source {
  pod: Pod;
  container: string;
}

/** Why a container has no log yet (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
function missingLog({ metadata, status }: Pod, container: string, previous: boolean): StatusError {
  const place = `container "${container}" in pod "${metadata.name}"`;
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const found = all.find(({ name }) => name === container);
  if (found === undefined) return badRequest(`${place} is not available`);
  if (previous) return badRequest(`previous terminated ${place} not found`);
  const reason = found.state.waiting?.reason;
  switch (reason) {
    case undefined:
      return badRequest(`${place} is waiting to start - no logs yet`);
    case 'ErrImagePull':
      return badRequest(`${place} is waiting to start: image can't be pulled`);
    case 'ImagePullBackOff':
      return badRequest(`${place} is waiting to start: trying and failing to pull image`);
    default:
      return badRequest(`${place} is waiting to start: ${reason}`);
  }
}

function isOver({ status }: Pod, container: string): boolean {
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  return all.find(({ name }) => name === container)?.state.running === undefined;
}

/** An RFC 3339 time with nanoseconds, as the container runtime stamps lines. */
function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, -1)}000000Z`;
}

/** One run of `kubectl logs` (kubectl pkg/cmd/logs/logs.go). */
class Logs {
  private readonly call: LogsCall;
  private readonly api: ApiClient;
  private readonly namespace: string;
  private readonly sinceTime: number | undefined;
  private bytesLeft: number;

  constructor(call: LogsCall) {
    this.call = call;
    this.api = new ApiClient(call.env);
    this.namespace = namespaceOf(call).namespace;
    this.sinceTime = call.flags['since-time'] === '' ? undefined : parseGoTime(call.flags['since-time']);
    this.bytesLeft = call.flags['limit-bytes'] > 0 ? call.flags['limit-bytes'] : Infinity;
  }

  *run(): Generator<Wait, void, void> {
    const { flags: given, env } = this.call;
    this.checkFlags();
    const sources = yield* this.sources();
    if (sources.length === 0) {
      env.err(`No resources found in ${this.namespace} namespace.\n`);
      return;
    }
    if (given.follow && sources.length > given['max-log-requests']) {
      throw new KubectlError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${given['max-log-requests']}, use --max-log-requests to increase the limit`,
      );
    }
    const errors: Error[] = [];
    for (const source of sources) {
      try {
        this.show(source, this.lines(source));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (!given['ignore-errors']) throw error;
        env.err(`${error.message}\n`);
      }
    }
    throwAll(errors);
    if (given.follow) yield* this.follow(sources);
  }

  private checkFlags(): void {
    const { args, flags: given, path } = this.call;
    if (given.selector === '' && (args.length === 0 || args.length > 2)) throw usageError(path, USAGE);
    if (given.selector !== '' && args.length > 0) {
      throw usageError(path, 'only a selector (-l) or a POD name is allowed');
    }
    if (args.length === 2 && given.container !== '') {
      throw new KubectlError('only one of -c or an inline [CONTAINER] arg is allowed');
    }
    checkRunningTimeout(given);
    if (given['all-containers'] && given.container !== '') {
      throw new KubectlError(`--all-containers=true should not be specified with container name ${given.container}`);
    }
    if (given['since-time'] !== '' && given.since !== 0) {
      throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified');
    }
    if (given.tail < -1) throw new KubectlError('--tail must be greater than or equal to -1');
    if (given['limit-bytes'] < 0) throw new KubectlError('--limit-bytes must be greater than 0');
    if (given.since < 0) throw new KubectlError('--since must be greater than 0');
  }

  private *sources(): Generator<Wait, Source[], void> {
    const { args, flags: given, env } = this.call;
    const asked = args[1] ?? given.container;
    const isMany = given.selector !== '' || given['all-pods'];
    const named = given.selector === '' ? this.named(args[0] ?? '') : undefined;
    const pods =
      named === undefined
        ? this.selected()
        : yield* waitForPods(env, this.api, named, 'get the logs from', given['pod-running-timeout']);
    if (named !== undefined && named.object.kind !== 'Pod' && !isMany && pods.length > 1) {
      env.err(`Found ${pods.length} pods, using pod/${pods[0]?.metadata.name ?? ''}\n`);
    }
    const chosen = isMany ? pods : pods.slice(0, 1);
    return chosen.flatMap((pod): Source[] => {
      if (given['all-containers']) {
        const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
        return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => ({ pod, container: name }));
      }
      return [{ pod, container: this.container(pod, asked) }];
    });
  }

  private selected(): Pod[] {
    const selection = { labelSelector: this.call.flags.selector };
    const resource = new Discovery(undefined).resolve('pods');
    const { items } = listSelected(resource, selection, (options) => this.api.list(PODS, this.namespace, options));
    return items.map((pod) => pod as unknown as Pod);
  }

  private named(word: string): NamedObject {
    try {
      return namedObject(this.api, new Discovery(this.api), word, this.namespace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const { message } = error as Error;
      throw new KubectlError(`error from server (NotFound): ${message} in namespace ${JSON.stringify(this.namespace)}`);
    }
  }

  private container(pod: Pod, asked: string): string {
    if (asked !== '' && !containersOf(pod.spec).some(({ name }) => name === asked)) {
      throw new KubectlError(`container ${asked} is not valid for pod ${pod.metadata.name}`);
    }
    const { name, notice } = chooseContainer(pod, asked);
    if (notice !== '') this.call.env.err(notice);
    return name;
  }

  private read({ pod, container }: Source): readonly LogLine[] | undefined {
    const { namespace = '', name } = pod.metadata;
    return this.call.env.logs(namespace, name, container, this.call.flags.previous);
  }

  /** The lines to begin with. */
  private lines(source: Source): readonly LogLine[] {
    const { flags: given, env } = this.call;
    const all = this.read(source);
    // A pod without a node has no kubelet to ask (pkg/registry/core/pod/strategy.go, LogLocation).
    if (source.pod.spec.nodeName === undefined) return [];
    if (all === undefined) throw missingLog(source.pod, source.container, given.previous);
    const from = this.sinceTime ?? (given.since > 0 ? env.now() - given.since : 0);
    const recent = all.filter(({ time }) => time >= from);
    const tail = given.selector !== '' && !this.call.changed('tail') ? SELECTOR_TAIL : given.tail;
    return tail < 0 ? recent : recent.slice(Math.max(0, recent.length - tail));
  }

  private show({ pod, container }: Source, lines: readonly LogLine[]): void {
    const { flags: given, env } = this.call;
    const prefix = given.prefix || given['all-pods'] ? `[pod/${pod.metadata.name}/${container}] ` : '';
    for (const { time, text } of lines) {
      const line = `${given.timestamps ? `${stamp(time)} ` : ''}${text}\n`;
      if (this.bytesLeft <= 0) return;
      env.out(prefix + line.slice(0, this.bytesLeft));
      this.bytesLeft -= line.length;
    }
  }

  /** Shows new lines until every container has ended. */
  private *follow(sources: readonly Source[]): Generator<Wait, void, void> {
    let open = sources.map((source) => ({ source, shown: this.read(source)?.length ?? 0 }));
    while (open.length > 0) {
      open = open.filter(({ source }) => {
        const { namespace = '', name, uid } = source.pod.metadata;
        const pod = this.api.find(PODS, namespace, name) as unknown as Pod | undefined;
        return pod !== undefined && pod.metadata.uid === uid && !isOver(pod, source.container);
      });
      if (open.length === 0) return;
      yield { until: 'time', ms: FOLLOW_INTERVAL };
      for (const stream of open) {
        const lines = this.read(stream.source) ?? [];
        // A restarted container begins a new log, which the stream of the old one does not show.
        if (lines.length > stream.shown) this.show(stream.source, lines.slice(stream.shown));
        stream.shown = lines.length;
      }
    }
  }
}

export const logs = command({
  name: 'logs',
  flags,
  *run(call) {
    yield* new Logs(call).run();
  },
});
