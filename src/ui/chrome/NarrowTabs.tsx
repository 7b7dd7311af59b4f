import type { KeyboardEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';

export type NarrowTab = 'editor' | 'picture' | 'dock';

export interface NarrowTabsProps {
  shown: NarrowTab;
  onShow(tab: NarrowTab): void;
}

/** On a narrow screen, what is shown of editor, picture and terminal. */
export function NarrowTabs({ shown, onShow }: NarrowTabsProps) {
  const t = useTexts();
  const tabs: readonly (readonly [NarrowTab, string])[] = [
    ['editor', t('app.tabEditor')],
    ['picture', t('app.tabPicture')],
    ['dock', t('app.tabDock')],
  ];

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = tabs.findIndex(([id]) => id === shown);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    onShow(next[0]);
    event.currentTarget.querySelector<HTMLElement>(`#narrow-${next[0]}`)?.focus();
  }

  return (
    <div role="tablist" aria-label={t('app.panels')} className="tabs narrow-tabs" onKeyDown={onKeyDown}>
      {tabs.map(([id, label]) => (
        <button
          key={id}
          id={`narrow-${id}`}
          type="button"
          role="tab"
          aria-selected={id === shown}
          aria-controls="narrow-panel"
          tabIndex={id === shown ? 0 : -1}
          onClick={() => onShow(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
