import { Ellipsis, Plus } from 'lucide-react';
import { useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { isMac } from '../chrome/platform.ts';
import { openOverlay } from '../chrome/overlay.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { readFiles } from './read-files.ts';

/** One tab a file, what one can do with files, and Apply. */
export function FileTabs() {
  const t = useTexts();
  const session = useSession();
  const files = useSessionState((state) => state.files);
  const active = useSessionState((state) => state.activeFile);
  const withProblems = useSessionState((state) => state.review.problems);
  const picker = useRef<HTMLInputElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const index = files.findIndex((file) => file.name === active);
    const next = files[(index + step + files.length) % files.length];
    if (next === undefined) return;
    session.editing.activate(next.name);
    event.currentTarget.querySelector<HTMLElement>(`[data-file="${CSS.escape(next.name)}"]`)?.focus();
  }

  function openMenu(event: MouseEvent<HTMLButtonElement>) {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const file = files.find((each) => each.name === active);
    const forFile =
      file === undefined
        ? []
        : [
            {
              id: 'rename',
              label: t('editor.rename'),
              run: () =>
                openOverlay({
                  type: 'question',
                  question: {
                    title: t('editor.renameTitle', { file: file.name }),
                    label: t('editor.name'),
                    initial: file.name,
                    confirm: t('editor.rename'),
                    type: 'text',
                    answer: (name) => session.editing.rename(file.name, name),
                  },
                }),
            },
            { id: 'save', label: t('editor.save'), run: () => download(file) },
            { id: 'close', label: t('editor.close'), run: () => session.editing.close(file.name) },
          ];
    openOverlay({
      type: 'menu',
      label: t('editor.menu'),
      x: left,
      y: bottom,
      actions: [
        { id: 'new', label: t('editor.new'), run: () => session.editing.create() },
        { id: 'open', label: t('editor.open'), run: () => picker.current?.click() },
        ...forFile,
      ],
    });
  }

  return (
    <div className="pane-bar">
      <div role="tablist" aria-label={t('editor.files')} className="tabs file-tabs" onKeyDown={onKeyDown}>
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
      <IconButton icon={Ellipsis} label={t('editor.menu')} onClick={openMenu} />
      <span className="spacer" />
      <button type="button" className="button primary" onClick={() => session.editing.apply()}>
        {t('editor.apply')}
        <kbd>{isMac ? '⌘⏎' : 'Ctrl ⏎'}</kbd>
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json,text/*"
        onChange={(event) => {
          const input = event.currentTarget;
          if (input.files === null) return;
          void readFiles(input.files).then((chosen) => {
            session.editing.open(chosen);
            input.value = '';
          });
        }}
      />
    </div>
  );
}

function download(file: { name: string; text: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/yaml' }));
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
