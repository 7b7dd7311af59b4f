import type { Pod, PodActivity, Snapshot } from '../engine/index.ts';
import { showsNamespace } from './namespace-choice.ts';
import type { NamespaceChoice, PodView } from './picture.ts';
import { podView, type PodSurroundings } from './pod-view.ts';
import { sameMark, type PodRevisions } from './revision-mark.ts';

/** The pods of a picture by uid: those in a namespace that is shown. */
export type PodViews = ReadonlyMap<string, PodView>;

const noViews: PodViews = new Map();

/** What a pod's view was made of. */
interface PodSource extends PodSurroundings {
  readonly pod: Pod;
}

const sourceOf = new WeakMap<PodView, PodSource>();

function sameActivity(a: PodActivity | undefined, b: PodActivity | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.type === b.type && a.from === b.from && a.until === b.until)
  );
}

/** Whether nothing that its kubelet may be busy with changes how a pod looks. */
export function isSettled({ glyph, leaving }: PodView): boolean {
  return glyph === 'ready' || (glyph === 'completed' && !leaving);
}

/**
 * Draws pods, handing out the previous view of each that looks the same. It starts from what the previous picture had,
 * so that only what changed costs anything: `forget` what may be gone, then `keep` what is drawn in its place.
 */
export class PodDrawer {
  readonly shown: NamespaceChoice;
  readonly revisions: PodRevisions;
  private readonly snapshot: Snapshot;
  private readonly start: PodViews;
  /** A copy of the start to write to, once something changes. */
  private own: Map<string, PodView> | undefined;
  private readonly touched = new Set<string>();

  /** `start`: what a previous picture has that showed the same namespaces. */
  constructor(snapshot: Snapshot, start: PodViews = noViews, revisions: PodRevisions, shown: NamespaceChoice) {
    this.snapshot = snapshot;
    this.start = start;
    this.revisions = revisions;
    this.shown = shown;
  }

  /** What is kept so far. */
  get views(): PodViews {
    return this.own ?? this.start;
  }

  shows(namespace: string | undefined): boolean {
    return showsNamespace(this.shown, namespace);
  }

  /** The view of a pod: `before`, which it had in the previous picture, when that looks the same. Yet to be kept. */
  draw(pod: Pod, before: PodView | undefined, nodeExists: boolean, nodeSilent: boolean): PodView {
    const source = before && sourceOf.get(before);
    const revision = this.revisions.of(pod);
    const activity = this.snapshot.activity(pod.metadata.uid);
    if (
      before !== undefined &&
      source?.pod === pod &&
      source.nodeExists === nodeExists &&
      source.nodeSilent === nodeSilent &&
      sameMark(source.revision, revision) &&
      sameActivity(source.activity, activity)
    ) {
      return before;
    }
    const around: PodSurroundings = { activity, revision, nodeExists, nodeSilent };
    const view = podView(pod, around);
    sourceOf.set(view, { pod, ...around });
    return view;
  }

  forget(uid: string): void {
    if (this.views.has(uid)) this.written(uid).delete(uid);
  }

  /** A pod whose namespace is not shown takes room on its node but is not kept. */
  keep(view: PodView): void {
    if (this.views.get(view.uid) !== view && this.shows(view.namespace)) this.written(view.uid).set(view.uid, view);
  }

  /** What was kept; the very map of the start when it holds the same. */
  finish(): PodViews {
    const { own, start } = this;
    if (own === undefined) return start;
    for (const uid of this.touched) if (own.get(uid) !== start.get(uid)) return own;
    return start;
  }

  private written(uid: string): Map<string, PodView> {
    this.own ??= new Map(this.start);
    this.touched.add(uid);
    return this.own;
  }
}
