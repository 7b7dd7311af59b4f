import { Suspense, lazy, useEffect, useState } from 'react';
import type { DragEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { openOverlay } from '../chrome/overlay.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { FileTabs } from './FileTabs.tsx';
import { loadMonaco } from './monaco/load-monaco.ts';
import { PlainText } from './PlainText.tsx';
import './editor.css';

/**
 * Monaco is several times the rest of the page, so it is fetched when that is on the screen. Offline or blocked, the
 * plain text stays, and everything works but colours and completion.
 */
const CodeEditor = lazy(() => import('./CodeEditor.tsx').catch(() => ({ default: PlainText })));
/** Says nothing before the text can be read; until then its room is kept. */
const EditorFooter = lazy(async () => ({ default: (await import('./EditorFooter.tsx')).EditorFooter }));
/** For those who compare. */
const DiffView = lazy(() => import('./DiffView.tsx'));
const AFTER_FIRST_PAINT_MS = 60;

/** The manifests: what a person wants the cluster to be. */
export function EditorPane() {
  const t = useTexts();
  const session = useSession();
  const isTimeForEditor = useIsTimeForEditor();
  const [dropping, setDropping] = useState(false);
  const [comparing, setComparing] = useState(false);
  const file = useSessionState((state) => state.files.find((each) => each.name === state.activeFile));
  // Once they agree there is nothing to compare; the next difference is asked for anew.
  const differ = useSessionState(({ review, activeFile }) =>
    review.objects.some(({ file: name, verdict }) => name === activeFile && verdict !== 'matches'),
  );
  const isComparing = comparing && differ;
  if (comparing && !differ) setComparing(false);

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setDropping(false);
    const files = [...event.dataTransfer.files];
    void import('./open-files.ts').then(({ openFiles }) => openFiles(session, files));
  }

  return (
    <section
      className="editor-pane"
      aria-label={t('editor.label')}
      data-dropping={dropping}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
    >
      <FileTabs />
      <div className="editor-body" role="tabpanel" aria-label={file?.name ?? t('editor.noFile')}>
        {file === undefined ? (
          <div className="editor-empty">
            <p>{t('editor.empty')}</p>
            <button type="button" className="button" onClick={() => session.editing.create()}>
              {t('editor.new')}
            </button>
            <button type="button" className="button" onClick={() => openOverlay({ type: 'examples' })}>
              {t('editor.examples')}
            </button>
          </div>
        ) : isComparing ? (
          <Suspense>
            <DiffView file={file} />
          </Suspense>
        ) : isTimeForEditor ? (
          <Suspense fallback={<PlainText file={file} />}>
            <CodeEditor file={file} />
          </Suspense>
        ) : (
          <PlainText file={file} />
        )}
      </div>
      <Suspense fallback={<div className="editor-footer" />}>
        {isTimeForEditor ? (
          <EditorFooter comparing={{ on: isComparing, set: setComparing }} />
        ) : (
          <div className="editor-footer" />
        )}
      </Suspense>
    </section>
  );
}

/** Whether it is time for the code editor: the picture is on the screen. */
function useIsTimeForEditor(): boolean {
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      // By far the largest part of it goes first. When it cannot be had, the plain text stays.
      loadMonaco().catch(() => undefined);
      setIsTime(true);
    }, AFTER_FIRST_PAINT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isTime;
}
