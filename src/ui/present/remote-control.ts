import { useEffect } from 'react';
import type { Session } from '../../session/index.ts';
import { isTyping } from '../chrome/shortcuts.ts';
import { stopPresenting } from './presenting.ts';

const forward: ReadonlySet<string> = new Set(['PageDown', '.', 'ArrowRight']);
const backward: ReadonlySet<string> = new Set(['PageUp', 'ArrowLeft']);

/** What follows arrows by itself: a picture whose tiles are being walked by keys, a list, a slider, an open menu. */
const ownArrows = '.canvas, .present-list, [role=tablist], [role=separator], [role=slider], input, table';

/** The keys that a remote control sends; whoever moves among the tiles by keys, or types, keeps theirs. */
export function useRemoteControl(session: Session, onNext: () => void, onPrevious: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { activeElement } = document;
      const isOver = activeElement?.closest('[role=dialog], [role=menu]') != null;
      const isByKeys = activeElement?.matches(':focus-visible') === true && activeElement.closest(ownArrows) !== null;
      if (isOver || (event.key.startsWith('Arrow') && isByKeys)) return;
      if (forward.has(event.key)) onNext();
      else if (backward.has(event.key)) onPrevious();
      else if (event.key !== 'Escape' || activeElement?.closest('.present-list') != null) return;
      else if (session.state.selection !== undefined) session.select(undefined);
      else stopPresenting();
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the picture, whose arrows a click on a tile would else turn on.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [session, onNext, onPrevious]);
}
