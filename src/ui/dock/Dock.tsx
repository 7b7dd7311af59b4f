import { ChevronDown, ChevronUp } from 'lucide-react';
import { Suspense, lazy } from 'react';
import type { KeyboardEvent } from 'react';
import { loadTexts, useTexts } from '../../i18n/index.ts';
import { loadStory } from '../../session/index.ts';
import type { Dock as DockTab } from '../../session/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { RequestsPane } from '../traffic/late-parts.ts';
import { showRequests } from '../traffic/show-requests.ts';
import './dock.css';

/** The terminal is shown first, once there is something that can run what is typed. */
const TerminalPane = lazy(async () => ({ default: (await import('./TerminalPane.tsx')).TerminalPane }));
const EventsTable = lazy(() => import('./EventsTable.tsx'));
const StoryList = lazy(async () => {
  const [part, story] = await Promise.all([import('./StoryList.tsx'), loadStory(), loadTexts('decision', 'story')]);
  return { default: () => <part.StoryList story={story} /> };
});

export interface DockProps {
  collapsed: boolean;
  /** Undefined when it cannot be collapsed. */
  onToggle: (() => void) | undefined;
}

/** Under the picture: what one types, what one sends, what the cluster reports, and what it decided. */
export function Dock({ collapsed, onToggle }: DockProps) {
  const t = useTexts();
  const session = useSession();
  const shown = useSessionState((state) => state.dock);
  const toolsReady = useSessionState((state) => state.toolsReady);
  const tabs: readonly (readonly [DockTab, string])[] = [
    ['terminal', t('dock.terminal')],
    ['requests', t('dock.requests')],
    ['events', t('dock.events')],
    ['story', t('dock.story')],
  ];

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = tabs.findIndex(([id]) => id === shown);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    session.setDock(next[0]);
    event.currentTarget.querySelector<HTMLElement>(`#dock-${next[0]}`)?.focus();
  }

  return (
    <section className="dock" aria-label={t('dock.label')}>
      <div className="pane-bar">
        <div role="tablist" aria-label={t('dock.tabs')} className="tabs" onKeyDown={onKeyDown}>
          {tabs.map(([id, label]) => (
            <button
              key={id}
              id={`dock-${id}`}
              type="button"
              role="tab"
              aria-selected={id === shown}
              aria-controls={collapsed ? undefined : 'dock-panel'}
              tabIndex={id === shown ? 0 : -1}
              onClick={() => {
                if (id === 'requests') showRequests(session);
                else {
                  session.setDock(id);
                  if (collapsed) onToggle?.();
                }
              }}
            >
              {label}
            </button>
          ))}
        </div>
        <span className="spacer" />
        {onToggle !== undefined && (
          <IconButton
            icon={collapsed ? ChevronUp : ChevronDown}
            label={collapsed ? t('dock.show') : t('dock.hide')}
            tip="belowLeft"
            onClick={onToggle}
          />
        )}
      </div>
      {!collapsed && (
        <div id="dock-panel" role="tabpanel" aria-labelledby={`dock-${shown}`} className="dock-body">
          <Suspense>
            {shown === 'terminal' && toolsReady && <TerminalPane />}
            {shown === 'requests' && <RequestsPane />}
            {shown === 'events' && <EventsTable />}
            {shown === 'story' && <StoryList />}
          </Suspense>
        </div>
      )}
    </section>
  );
}
