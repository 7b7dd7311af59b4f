import { useEffect } from 'react';
import type { Session } from '../../session/index.ts';
import { openOverlay } from './overlay.ts';
import { useSession } from './session-context.ts';

/** Keys that work anywhere on the page. Those without a modifier leave alone whoever is typing. */
export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !handle(event, session)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session]);
}

function handle(event: KeyboardEvent, session: Session): boolean {
  const command = event.ctrlKey || event.metaKey;
  const typing = isTyping(event.target);
  if (command) {
    switch (event.key.toLowerCase()) {
      case 'k':
        openOverlay({ type: 'palette' });
        return true;
      case 'enter':
        session.editing.apply();
        return true;
      case 's':
        // The text is kept anyway; the browser's dialog would only be in the way.
        session.save();
        return true;
      case 'z':
        if (typing) return false;
        if (event.shiftKey) session.redo();
        else session.undo();
        return true;
      default:
        return false;
    }
  }
  if (typing || event.altKey) return false;
  switch (event.key) {
    case '?':
      openOverlay({ type: 'keys' });
      return true;
    case 'k':
      session.setPlaying(!session.state.playing);
      return true;
    case 'n':
      session.step();
      return true;
    case 'l':
      session.goLive();
      return true;
    default:
      return false;
  }
}

/** Whether keys go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input:not([type=range], [type=checkbox]), textarea, select'))
    return true;
  // Monaco takes text without a field: https://developer.mozilla.org/docs/Web/API/EditContext_API
  return target.closest('[role=textbox], .monaco-editor') !== null;
}
