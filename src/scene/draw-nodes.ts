import type { Node, Pod, Snapshot } from '../engine/index.ts';
import { isSilent, nodeView } from './node-view.ts';
import type { NamespaceChoice, NodeView, Picture, PodView } from './picture.ts';
import { isSettled, type PodDrawer } from './pod-drawer.ts';
import { keepList, reuse } from './reuse.ts';
import type { PodRevisions } from './revision-mark.ts';

/** What a node's view, and those of its pods, were made of. */
interface NodeSource {
  readonly node: Node;
  /** The very list: a snapshot gives another when one of them has changed. */
  readonly pods: readonly Pod[];
  readonly poweredOn: boolean | undefined;
  readonly revisions: PodRevisions;
  readonly shown: NamespaceChoice;
  readonly views: readonly PodView[];
  /** Nothing but the above can change how it looks. */
  readonly settled: boolean;
}

const sourceOf = new WeakMap<NodeView, NodeSource>();

/** Draws the nodes, and keeps the views of their pods. A node with nothing new costs the same however full it is. */
export function drawNodes(snapshot: Snapshot, previous: Picture | undefined, drawer: PodDrawer): readonly NodeView[] {
  const { shown, revisions } = drawer;
  const before = new Map(previous?.nodes.map((node) => [node.uid, node]));
  const gone = new Set(previous?.shown === shown ? previous.nodes : []);
  const changed: (readonly PodView[])[] = [];
  const nodes = snapshot.list('nodes').map((node) => {
    const known = before.get(node.metadata.uid);
    const source = known && sourceOf.get(known);
    const pods = snapshot.podsOnNode(node.metadata.name);
    const poweredOn = snapshot.isPoweredOn(node.metadata.name);
    if (
      known !== undefined &&
      source?.settled === true &&
      source.node === node &&
      source.pods === pods &&
      source.poweredOn === poweredOn &&
      source.revisions === revisions &&
      source.shown === shown
    ) {
      gone.delete(known);
      return known;
    }
    const silent = isSilent(node);
    const viewOf = new Map(source?.views.map((view) => [view.uid, view]));
    const views = pods.map((pod) => drawer.draw(pod, viewOf.get(pod.metadata.uid), true, silent));
    const view = reuse(known, [node, poweredOn, shown, ...views], () =>
      nodeView(
        node,
        views,
        views.filter(({ namespace }) => drawer.shows(namespace)),
        poweredOn,
      ),
    );
    if (view === known) gone.delete(known);
    else changed.push(views);
    const settled = views.every(isSettled);
    const made: NodeSource = { node, pods, poweredOn, revisions, shown, views, settled };
    sourceOf.set(view, made);
    return view;
  });
  for (const node of gone) for (const { uid } of sourceOf.get(node)?.views ?? []) drawer.forget(uid);
  for (const views of changed) for (const view of views) drawer.keep(view);
  return keepList(previous?.nodes, nodes);
}
