import type { Controller } from './controller.ts';

/** How the node lifecycle controller learns that a kubelet is alive. */
export interface Heartbeats {
  /** ms since the epoch. */
  lastHeartbeat(node: string): number;
}

/** Every reconciler that runs. */
export function controllers(heartbeats: Heartbeats): readonly Controller[] {
  void heartbeats;
  return [];
}
