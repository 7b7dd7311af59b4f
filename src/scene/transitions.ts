import { cardId, type Arrangement } from './arrange.ts';
import type { Point } from './geometry.ts';
import { podPlace, slotPlace, type Layout } from './layout.ts';
import type { Picture, PodView } from './picture.ts';

/** A picture with the places of its parts. */
export interface Scene {
  readonly picture: Picture;
  readonly arrangement: Arrangement;
  readonly layout: Layout;
}

/** What happened to a pod's tile between two scenes. */
export type Transition =
  | { readonly type: 'appear'; readonly pod: PodView; readonly at: Point }
  | { readonly type: 'move'; readonly pod: PodView; readonly from: Point; readonly to: Point }
  | { readonly type: 'leave'; readonly pod: PodView; readonly at: Point };

/** Uids of pods that may have another place: those of groups that are not as they were. */
function candidates(before: Scene, after: Scene): ReadonlySet<string> {
  const uids = new Set<string>();
  const wholeView = before.arrangement.view !== after.arrangement.view;
  const compare = (a: Arrangement, b: Arrangement): void => {
    for (const [id, group] of a.groups) {
      if (!wholeView && b.groups.get(id)?.slots === group.slots) continue;
      for (const uid of group.slots) if (uid !== undefined) uids.add(uid);
    }
  };
  if (before.arrangement !== after.arrangement) {
    compare(before.arrangement, after.arrangement);
    compare(after.arrangement, before.arrangement);
  }
  return uids;
}

/** Where a pod that is bound comes from, also one that waited in the tray for less than a frame; of cards without it none. */
function trayPlace(cardOfPod: string | undefined, { arrangement, layout }: Scene): Point | undefined {
  const tray = layout.byId.get(cardId.tray);
  const group = arrangement.groups.get(cardId.tray);
  if (cardOfPod?.startsWith(cardId.node('')) !== true || tray === undefined || group === undefined) return undefined;
  const { x, y } = slotPlace(tray, 0, group.capacity);
  return { x: tray.x + x, y: tray.y + y };
}

/**
 * Which tiles appeared, moved to another card or slot, or left. A card that moved as a whole takes its tiles along, so
 * that is no transition of theirs.
 */
export function transitions(before: Scene, after: Scene): readonly Transition[] {
  const result: Transition[] = [];
  for (const uid of candidates(before, after)) {
    const from = podPlace(uid, before.arrangement, before.layout);
    const to = podPlace(uid, after.arrangement, after.layout);
    const pod = after.picture.pods.get(uid) ?? before.picture.pods.get(uid);
    if (pod === undefined) continue;
    const id = after.arrangement.groupOf.get(uid);
    const sameSlot =
      before.arrangement.groupOf.get(uid) === id &&
      before.arrangement.groups.get(id ?? '')?.slots.indexOf(uid) ===
        after.arrangement.groups.get(id ?? '')?.slots.indexOf(uid);
    if (from === undefined && to !== undefined) {
      const tray = trayPlace(id, after);
      result.push(tray === undefined ? { type: 'appear', pod, at: to } : { type: 'move', pod, from: tray, to });
    } else if (from !== undefined && to === undefined) result.push({ type: 'leave', pod, at: from });
    else if (from !== undefined && to !== undefined && !sameSlot) result.push({ type: 'move', pod, from, to });
  }
  return result;
}
