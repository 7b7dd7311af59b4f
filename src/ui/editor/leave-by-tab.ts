/**
 * Lets Tab leave a text, where it indents, after Escape: else the keyboard could not get out of it (WCAG 2.1.2). An
 * Escape that closes what lies over the text does not count. Answers how to stop.
 */
export function leaveByTab(host: HTMLElement): () => void {
  let isLeaving = false;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') {
      // Unseen by the editor, the key does what it does anywhere else.
      if (isLeaving) event.stopPropagation();
    } else if (event.key === 'Escape') {
      isLeaving = host.querySelector(':is(.suggest-widget, .find-widget, .parameter-hints-widget).visible') === null;
    } else if (event.key !== 'Shift') isLeaving = false;
  };
  host.addEventListener('keydown', onKeyDown, { capture: true });
  return () => host.removeEventListener('keydown', onKeyDown, { capture: true });
}
