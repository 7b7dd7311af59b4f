import { useEffect, useRef, useState } from 'react';
import { loadTexts, useTexts } from '../../i18n/index.ts';
import { LONGEST_TEXT } from '../../session/index.ts';
import type { EditorFile } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useDarkTheme } from '../chrome/theme.ts';
import { usePresenting } from '../present/presenting.ts';
import { leaveByTab } from './leave-by-tab.ts';
import { useCursorLink, useOriginMark } from './cursor-link.ts';
import { loadMonaco } from './monaco/load-monaco.ts';
import type { Monaco } from './monaco/load-monaco.ts';
import { largeType, manifestEditorOptions } from './monaco/options.ts';
import { themeName } from './monaco/themes.ts';
import { helpWithAnnotations } from './monaco/annotation-help.ts';
import { offerFixes } from './monaco/code-actions.ts';
import { offerSnippets } from './monaco/snippet-completion.ts';
import { fileOfModel, modelOfFile } from './monaco/model-of-file.ts';
import type { Model } from './monaco/model-of-file.ts';
import { PlainText } from './PlainText.tsx';
import { problemText } from './ProblemList.tsx';
import { onReveal } from './reveal.ts';

type Editor = ReturnType<Monaco['editor']['create']>;

/** Owner of the marks that come from the session's review; Monaco's YAML service has its own. */
const MARKER_OWNER = 'podground';

/** The code editor; until it is there, the plain text. */
export default function CodeEditor({ file }: { file: EditorFile }) {
  const monaco = useMonaco();
  return monaco === undefined ? <PlainText file={file} /> : <MonacoEditor monaco={monaco} file={file} />;
}

function useMonaco(): Monaco | undefined {
  const session = useSession();
  const [monaco, setMonaco] = useState<Monaco>();
  useEffect(() => {
    // Offline or blocked: the plain text stays.
    loadMonaco().then(setMonaco, () => undefined);
    // Now nothing is more urgent: kubectl and the reader of YAML judge the text.
    Promise.all([loadTexts('writing', 'behaviour'), session.loadTools()]).catch(() => undefined);
  }, [session]);
  return monaco;
}

function MonacoEditor({ monaco, file }: { monaco: Monaco; file: EditorFile }) {
  const t = useTexts();
  const session = useSession();
  const dark = useDarkTheme();
  const problems = useSessionState((state) => state.review.problems);
  const hints = useSessionState((state) => state.review.hints);
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();

  useEffect(() => {
    if (host.current === null) return;
    const created = monaco.editor.create(host.current, {
      ...manifestEditorOptions,
      // The panel is narrow: no scrolling to where there is nothing to see.
      scrollBeyondLastColumn: 0,
      scrollbar: { horizontalScrollbarSize: 8, verticalScrollbarSize: 8 },
      model: null,
    });
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => session.editing.apply());
    created.addCommand(monaco.KeyMod.Shift | monaco.KeyMod.Alt | monaco.KeyCode.KeyF, () =>
      session.editing.format(session.state.activeFile),
    );
    const listening = created.onDidChangeModelContent(() => {
      const model = created.getModel();
      if (model === null) return;
      if (model.getValueLength() <= LONGEST_TEXT) session.editing.edit(fileOfModel(model), model.getValue());
      else takeBack(model);
    });
    const takeBack = (model: Model): void => {
      session.toast({ key: 'editor.tooLong', params: {} }, 'error');
      // Not while Monaco is still telling of the change.
      setTimeout(() => void model.undo());
    };
    const stopRevealing = onReveal((lineNumber, column) => {
      created.setPosition({ lineNumber, column });
      created.revealLineInCenterIfOutsideViewport(lineNumber);
      created.focus();
    });
    setEditor(created);
    const stopLeaving = leaveByTab(host.current);
    return () => {
      stopLeaving();
      stopRevealing();
      listening.dispose();
      created.dispose();
    };
  }, [monaco, session]);

  useEffect(() => monaco.editor.setTheme(dark ? themeName.dark : themeName.light), [monaco, dark]);

  useEffect(() => {
    editor?.updateOptions({ ariaLabel: t('editor.text', { file: file.name }) });
  }, [editor, file.name, t]);

  useEffect(() => {
    if (editor === undefined) return;
    const model = modelOfFile(monaco, file);
    if (editor.getModel() !== model) editor.setModel(model);
  }, [editor, monaco, file]);

  const isPresenting = usePresenting().on;
  useEffect(() => editor?.updateOptions(isPresenting ? largeType : manifestEditorOptions), [editor, isPresenting]);

  useCursorLink(editor);
  useOriginMark(monaco, editor, file.name);

  useEffect(() => {
    const model = editor?.getModel();
    if (model === null || model === undefined) return;
    const severities = {
      error: monaco.MarkerSeverity.Error,
      warning: monaco.MarkerSeverity.Warning,
      hint: monaco.MarkerSeverity.Hint,
    };
    const markers = [...problems, ...hints]
      .filter((problem) => problem.file === file.name)
      .map((problem) => ({
        startLineNumber: problem.line,
        startColumn: problem.column,
        endLineNumber: problem.endLine,
        endColumn: problem.endColumn,
        message: problemText(problem, t),
        severity: severities[problem.severity],
      }));
    monaco.editor.setModelMarkers(model, MARKER_OWNER, markers);
  }, [editor, monaco, problems, hints, file.name, t]);

  useEffect(() => offerFixes(monaco, session, t), [monaco, session, t]);
  useEffect(() => helpWithAnnotations(monaco, session, t), [monaco, session, t]);
  useEffect(() => offerSnippets(monaco, t), [monaco, t]);

  return (
    <>
      <p className="visually-hidden">{t('editor.leave')}</p>
      <div ref={host} className="code-editor" />
    </>
  );
}
