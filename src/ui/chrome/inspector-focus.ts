/** Whether the inspector, which may still have to load, is to take the focus when it shows what was chosen by key. */
let isWanted = false;

export function wantInspectorFocus(): void {
  isWanted = true;
}

/** Whether it is wanted; asked once for each wish. */
export function takeInspectorFocus(): boolean {
  const was = isWanted;
  isWanted = false;
  return was;
}

/** Gives the focus back to a thing in the picture or the table, or to what stands for it there. */
export function focusThing(uid: string): void {
  const shown = document.querySelector('.picture-body');
  const thing =
    shown?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(uid)}"]`) ??
    shown?.querySelector<HTMLElement>('[data-uid][tabindex="0"]');
  thing?.focus({ preventScroll: true });
}
