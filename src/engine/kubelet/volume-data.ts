import type { Lister } from '../api/lister.ts';
import type { Container, Pod, Volume } from '../kinds/types/index.ts';
import { isRunning, type ContainerState, type Run } from './container-state.ts';
import { specOf, type KubeletContext, type VolumeFiles } from './context.ts';
import type { PodWorker } from './pod-worker.ts';
import { playScript, type Program } from './program.ts';
import type { ScriptRun, TimedText } from './shell/process.ts';

/*
 * What containers write into the volumes of their pods. A volume's data has a place of its own, so that it is there for
 * the other containers of a pod (emptyDir), for every pod of a node (hostPath), and for whoever mounts a claim next.
 */

/** Files that are kept of a volume; the oldest go first. */
const MOST_FILES = 200;

/** What scripts have written is looked at anew so often, ms: those who ask more often share an answer. */
const LOOK_EVERY = 250;

/** The last look at what each script has written: a page is asked for more often than that changes. */
const looks = new WeakMap<Program, { readonly until: number; readonly written: ScriptRun['written'] }>();

/** A place where a container has a volume's data. */
interface DataMount {
  /** Without a slash at its end. */
  readonly directory: string;
  /** Below which path of the volume; with a slash at its end, or empty. */
  readonly prefix: string;
  readonly place: string;
}

function claimed(namespace: string, claim: string, lister: Pick<Lister, 'get'>): string | undefined {
  const volume = lister.get('persistentvolumeclaims', namespace, claim)?.spec.volumeName ?? '';
  return volume === '' ? undefined : `volume/${volume}`;
}

/** Where the data of a volume lies; undefined for volumes whose files come from the API. */
function placeOf(volume: Volume, pod: Pod, worker: PodWorker, lister: Pick<Lister, 'get'>): string | undefined {
  const { hostPath, persistentVolumeClaim, name } = volume;
  if (volume.emptyDir !== undefined) return `pod/${worker.uid}/${name}`;
  if (hostPath !== undefined) return `node/${worker.node}${hostPath.path}`;
  if (persistentVolumeClaim !== undefined) return claimed(worker.namespace, persistentVolumeClaim.claimName, lister);
  if (volume['ephemeral'] !== undefined) return claimed(worker.namespace, `${pod.metadata.name}-${name}`, lister);
  return undefined;
}

function dataMounts(
  pod: Pod,
  { volumeMounts = [] }: Container,
  worker: PodWorker,
  lister: Pick<Lister, 'get'>,
): DataMount[] {
  return volumeMounts.flatMap(({ name, mountPath, subPath = '' }) => {
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    const place = volume === undefined ? undefined : placeOf(volume, pod, worker, lister);
    if (place === undefined) return [];
    const prefix = subPath === '' ? '' : `${subPath.replace(/^\/+|\/+$/g, '')}/`;
    return [{ directory: mountPath.replace(/\/+$/, ''), prefix, place }];
  });
}

/** The mount that a path of a container lies in: the deepest, as mounts cover each other. */
function mountOf(mounts: readonly DataMount[], path: string): DataMount | undefined {
  let found: DataMount | undefined;
  for (const mount of mounts) {
    if (!path.startsWith(`${mount.directory}/`)) continue;
    if (found === undefined || mount.directory.length > found.directory.length) found = mount;
  }
  return found;
}

function store(context: KubeletContext, place: string, path: string, text: string | null): void {
  const files = context.state.volumes.get(place) ?? {};
  const { [path]: _, ...others } = files;
  const kept = Object.entries(others).slice(1 - MOST_FILES);
  context.state.volumes.set(place, Object.fromEntries(text === null ? kept : [...kept, [path, text]]));
}

/**
 * Stores what a command wrote (`null`: removed) by path: in the volumes that its container mounts or, elsewhere, in the
 * container, where it goes with it.
 */
export function keepWritten(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  container: Container,
  run: Run,
  written: Readonly<Record<string, string | null>>,
): void {
  const mounts = dataMounts(pod, container, worker, context.port.lister);
  const own = Object.entries(written).filter(([path, text]) => {
    const mount = mountOf(mounts, path);
    if (mount !== undefined) store(context, mount.place, mount.prefix + path.slice(mount.directory.length + 1), text);
    return mount === undefined;
  });
  if (own.length === 0) return;
  run.written = Object.fromEntries(Object.entries({ ...run.written, ...Object.fromEntries(own) }).slice(-MOST_FILES));
}

/** What the script of a run has written by a moment of its life, ms after its start. */
export function scriptWrites(
  context: KubeletContext,
  run: Run,
  elapsed: number,
): Readonly<Record<string, string | null>> {
  const { script, writes } = run.program;
  const image = context.image(run.image);
  if (script === undefined || writes !== true || image === undefined) return {};
  const until = run.end === undefined ? Math.floor(elapsed / LOOK_EVERY) * LOOK_EVERY : elapsed;
  const known = looks.get(run.program);
  if (known?.until === until) return known.written;
  const { written } = playScript(context.scripts(), script, image.behaviour, run.startedAt, until);
  looks.set(run.program, { until, written });
  return written;
}

/** What the script of a container that has ended left in volumes stays there. */
export function keepScriptWrites(context: KubeletContext, worker: PodWorker, pod: Pod, state: ContainerState): void {
  const { run } = state;
  const container = specOf(pod, state.name);
  if (run?.end === undefined || run.program.writes !== true || container === undefined) return;
  const mounts = dataMounts(pod, container, worker, context.port.lister);
  if (mounts.length === 0) return;
  const inVolumes = Object.entries(scriptWrites(context, run, run.end.at - run.startedAt)).filter(
    ([path]) => mountOf(mounts, path) !== undefined,
  );
  keepWritten(context, worker, pod, container, run, Object.fromEntries(inVolumes));
}

/** What scripts that run now have written into a place, over what is stored there. */
function liveFiles(context: KubeletContext, place: string): VolumeFiles {
  const files: VolumeFiles = { ...context.state.volumes.get(place) };
  for (const worker of context.state.pods.all()) {
    const writing = worker.containers.filter(
      (state) => state.run?.program.writes === true && isRunning(state, context.now),
    );
    const pod = writing.length === 0 ? undefined : context.pod(worker);
    if (pod === undefined) continue;
    for (const { name, run } of writing) {
      const container = specOf(pod, name);
      if (run === undefined || container === undefined) continue;
      const mounts = dataMounts(pod, container, worker, context.port.lister);
      if (!mounts.some((mount) => mount.place === place)) continue;
      for (const [path, text] of Object.entries(scriptWrites(context, run, context.now - run.startedAt))) {
        const mount = mountOf(mounts, path);
        if (mount?.place !== place) continue;
        const below = mount.prefix + path.slice(mount.directory.length + 1);
        if (text === null) delete files[below];
        else files[below] = text;
      }
    }
  }
  return files;
}

/** What has come to a file of a volume by now, as a process of a container sees it that follows it; `startedAt`: since when, ms since the epoch. */
export function addedTo(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  containerName: string,
  startedAt: number,
  path: string,
): TimedText[] {
  const { lister } = context.port;
  const container = specOf(pod, containerName);
  const mount = container === undefined ? undefined : mountOf(dataMounts(pod, container, worker, lister), path);
  if (mount === undefined) return [];
  const below = mount.prefix + path.slice(mount.directory.length + 1);
  const stored = context.state.volumes.get(mount.place)?.[below];
  const added: TimedText[] = stored === undefined ? [] : [{ at: 0, text: stored }];
  for (const writer of context.state.pods.all()) {
    for (const state of writer.containers) {
      const spec = context.pod(writer);
      const writing = spec === undefined ? undefined : specOf(spec, state.name);
      if (spec === undefined || writing === undefined || !isRunning(state, context.now)) continue;
      const mounts = dataMounts(spec, writing, writer, lister);
      if (!mounts.some(({ place }) => place === mount.place)) continue;
      for (const piece of scriptAdds(context, state)) {
        const target = mountOf(mounts, piece.path);
        if (target?.place !== mount.place) continue;
        if (target.prefix + piece.path.slice(target.directory.length + 1) !== below) continue;
        added.push({ at: piece.at + (state.run?.startedAt ?? 0) - startedAt, text: piece.text });
      }
    }
  }
  return added.toSorted((a, b) => a.at - b.at);
}

/** What the script of a running container has added to files by now, ms after its start. */
function scriptAdds(context: KubeletContext, { run }: ContainerState): ScriptRun['added'] {
  const image = run === undefined ? undefined : context.image(run.image);
  if (run?.program.script === undefined || run.program.writes !== true || image === undefined) return [];
  const elapsed = context.now - run.startedAt;
  return playScript(context.scripts(), run.program.script, image.behaviour, run.startedAt, elapsed).added;
}

/** The files that a container finds in its pod's data volumes now, by their paths in the container. */
export function volumeFiles(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  container: Container,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { directory, prefix, place } of dataMounts(pod, container, worker, context.port.lister)) {
    for (const [path, text] of Object.entries(liveFiles(context, place))) {
      if (path.startsWith(prefix)) found[`${directory}/${path.slice(prefix.length)}`] = text;
    }
  }
  return found;
}

/** A pod's empty directories go with it. */
export function forgetEmptyDirs(context: KubeletContext, podUid: string): void {
  for (const place of context.state.volumes.keys()) {
    if (place.startsWith(`pod/${podUid}/`)) context.state.volumes.delete(place);
  }
}
