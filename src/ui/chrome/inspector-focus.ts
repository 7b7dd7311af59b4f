import type { ObjectRef } from '../../scene/index.ts';

/** What was chosen by key: the inspector, which may still have to load, takes the focus when it shows that. */
let wanted: string | undefined;

export function wantInspectorFocus({ uid }: ObjectRef): void {
  wanted = uid;
}

/** Whether the inspector of a thing is to take the focus; once for each wish. */
export function takeInspectorFocus({ uid }: ObjectRef): boolean {
  const isWanted = wanted === uid;
  wanted = undefined;
  return isWanted;
}

/** Gives the focus back to a thing in the picture or the table, or to what stands for it there. */
export function focusThing(uid: string): void {
  const shown = document.querySelector('.picture-body');
  const thing =
    shown?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(uid)}"]`) ??
    shown?.querySelector<HTMLElement>('[data-uid][tabindex="0"]');
  thing?.focus({ preventScroll: true });
}
