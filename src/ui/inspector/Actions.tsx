import { Ellipsis } from 'lucide-react';
import type { MouseEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { openOverlay } from '../chrome/overlay.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { actionsFor } from './actions.ts';

/** More buttons than these would hide the facts; the menu has them all. */
const MOST_BUTTONS = 3;

/** The acts that matter most as buttons, and the menu with all of them. */
export function Actions({ selection }: { selection: ObjectRef }) {
  const t = useTexts();
  const session = useSession();
  const snapshot = useSessionState((state) => state.frame.snapshot);
  // An act is told by the next frame, but what is switched on is known at once.
  useSessionState((state) => state.terminal);
  const actions = actionsFor(selection, snapshot, session, t);
  const buttons = actions.slice(0, actions.length === MOST_BUTTONS + 1 ? MOST_BUTTONS + 1 : MOST_BUTTONS);

  function openMenu(event: MouseEvent<HTMLButtonElement>) {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const label = t('inspector.actionsFor', { name: selection.name });
    openOverlay({ type: 'menu', label, actions, x: left, y: bottom });
  }

  if (actions.length === 0) return null;
  return (
    <div className="inspector-actions" role="group" aria-label={t('inspector.actions')}>
      {buttons.map(({ id, label, icon: Icon, tone, run }) => (
        <button key={id} type="button" className={tone === 'danger' ? 'button danger' : 'button'} onClick={run}>
          {Icon !== undefined && <Icon size={14} />}
          {label}
        </button>
      ))}
      {actions.length > buttons.length && (
        <button type="button" className="button" aria-haspopup="menu" onClick={openMenu}>
          <Ellipsis size={14} aria-hidden />
          {t('inspector.moreActions')}
        </button>
      )}
    </div>
  );
}
