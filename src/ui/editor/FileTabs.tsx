import { Ellipsis, LibraryBig, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { loadTexts, useTexts } from '../../i18n/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { isMac } from '../chrome/platform.ts';
import { openOverlay } from '../chrome/overlay.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

/** One tab a file, what one can do with files, and Apply. */
export function FileTabs() {
  const t = useTexts();
  const session = useSession();
  const files = useSessionState((state) => state.files);
  const active = useSessionState((state) => state.activeFile);
  const isEdit = useSessionState(
    (state) => state.editedObject !== undefined && state.editedObject === state.activeFile,
  );
  const withProblems = useSessionState((state) => state.review.problems);

  // The tabs may have more files than room.
  const tabs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = tabs.current?.querySelector(`[data-file="${CSS.escape(active ?? '')}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const index = files.findIndex((file) => file.name === active);
    const next = files[(index + step + files.length) % files.length];
    if (next === undefined) return;
    session.editing.activate(next.name);
    event.currentTarget.querySelector<HTMLElement>(`[data-file="${CSS.escape(next.name)}"]`)?.focus();
  }

  async function openMenu({ currentTarget }: MouseEvent<HTMLButtonElement>) {
    const { left, bottom } = currentTarget.getBoundingClientRect();
    const [{ fileActions }] = await Promise.all([import('./file-actions.ts'), loadTexts('writing')]);
    openOverlay({ type: 'menu', label: t('editor.menu'), x: left, y: bottom, actions: fileActions(session, t) });
  }

  return (
    <div className="pane-bar">
      <div ref={tabs} role="tablist" aria-label={t('editor.files')} className="tabs file-tabs" onKeyDown={onKeyDown}>
        {files.map((file) => (
          <button
            key={file.name}
            type="button"
            role="tab"
            data-file={file.name}
            aria-selected={file.name === active}
            tabIndex={file.name === active ? 0 : -1}
            onClick={() => session.editing.activate(file.name)}
          >
            {file.name}
            {withProblems.some((problem) => problem.file === file.name && problem.severity === 'error') && (
              <span className="tab-problem" role="img" aria-label={t('editor.hasProblems')} />
            )}
          </button>
        ))}
      </div>
      <IconButton icon={Plus} label={t('editor.new')} onClick={() => session.editing.create()} />
      <IconButton icon={LibraryBig} label={t('editor.examples')} onClick={() => openOverlay({ type: 'examples' })} />
      <IconButton icon={Ellipsis} label={t('editor.menu')} onClick={(event) => void openMenu(event)} />
      <span className="spacer" />
      <button
        type="button"
        className="button primary"
        aria-keyshortcuts={isMac ? 'Meta+Enter' : 'Control+Enter'}
        onClick={() => session.editing.apply()}
      >
        {isEdit ? t('editor.saveObject') : t('editor.apply')}
        <kbd aria-hidden>{isMac ? '⌘⏎' : 'Ctrl ⏎'}</kbd>
      </button>
    </div>
  );
}
