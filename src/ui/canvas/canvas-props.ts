import type { ComponentType, ReactNode } from 'react';
import type { ObjectRef, PictureStore } from '../../scene/index.ts';

/** What a key or gesture in the picture asks for. */
export type CanvasAction = 'inspect' | 'delete';

export interface CanvasProps {
  /** Its view (cluster, ownership, network) is what is drawn. */
  store: PictureStore;
  selection: ObjectRef | undefined;
  /** Undefined: nothing is selected any more (Escape, or a click beside everything). */
  onSelect: (ref: ObjectRef | undefined) => void;
  /** A context menu is asked for, by mouse or by key; the point is in px of the window. */
  onOpenMenu: (ref: ObjectRef, point: { x: number; y: number }) => void;
  /** Enter on a thing inspects it; Delete deletes it. */
  onAction: (action: CanvasAction, ref: ObjectRef) => void;
  /** Uids to highlight, e.g. what the YAML under the cursor governs. */
  highlighted?: ReadonlySet<string>;
  /** Uids that a search found; every other thing is dimmed. Undefined: no search. */
  found?: ReadonlySet<string> | undefined;
  /** Drawn over the cards, px at zoom 1. */
  overlay?: ReactNode;
  /** Draws the rollout of a workload over time, in its card in the view of ownership. */
  rollout?: ComponentType<{ workload: ObjectRef }>;
  /** The client outside of the cluster was pressed. */
  onClient?: () => void;
  /** Shown in place of the picture's invitation when the cluster holds no workload, Service or pod. */
  invitation?: ReactNode;
}
