import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { EditorFile } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useDarkTheme } from '../chrome/theme.ts';
import { loadMonaco } from './monaco/load-monaco.ts';
import type { Monaco } from './monaco/load-monaco.ts';
import { manifestEditorOptions } from './monaco/options.ts';
import { themeName } from './monaco/themes.ts';

type DiffEditor = ReturnType<Monaco['editor']['createDiffEditor']>;

/** What the cluster has against what the text says, line by line. A default export, because that is loaded lazily. */
export default function DiffView({ file }: { file: EditorFile }) {
  const t = useTexts();
  const session = useSession();
  const dark = useDarkTheme();
  // Drawn again whenever the review has something new to say.
  useSessionState((state) => state.review);
  const inCluster = session.editing.clusterText(file.name) ?? file.text;
  const host = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ monaco: Monaco; editor: DiffEditor }>();
  const label = t('editor.diffLabel', { file: file.name });

  useEffect(() => {
    let editor: DiffEditor | undefined;
    let isOver = false;
    // Without Monaco the bar above says in words what differs.
    loadMonaco().then(
      (monaco) => {
        if (isOver || host.current === null) return;
        editor = monaco.editor.createDiffEditor(host.current, {
          ...manifestEditorOptions,
          ariaLabel: label,
          readOnly: true,
          originalEditable: false,
          renderSideBySide: true,
          useInlineViewWhenSpaceIsLimited: true,
          renderSideBySideInlineBreakpoint: 640,
          renderOverviewRuler: false,
          renderMarginRevertIcon: false,
          renderGutterMenu: false,
          lineNumbersMinChars: 3,
          lineDecorationsWidth: 4,
          renderIndicators: false,
        });
        // The options for their names do not reach the two sides by themselves.
        editor.getOriginalEditor().updateOptions({ ariaLabel: t('editor.diffCluster') });
        editor.getModifiedEditor().updateOptions({ ariaLabel: t('editor.diffText') });
        setShown({ monaco, editor });
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      const models = editor?.getModel();
      editor?.dispose();
      models?.original.dispose();
      models?.modified.dispose();
    };
  }, [label, t]);

  useEffect(() => shown?.monaco.editor.setTheme(dark ? themeName.dark : themeName.light), [shown, dark]);

  useEffect(() => {
    if (shown === undefined) return;
    const { monaco, editor } = shown;
    const models = editor.getModel();
    if (models === null) {
      const [original, modified] = [inCluster, file.text].map((text) => monaco.editor.createModel(text, 'yaml'));
      if (original !== undefined && modified !== undefined) editor.setModel({ original, modified });
      editor.revealFirstDiff();
      return;
    }
    if (models.original.getValue() !== inCluster) models.original.setValue(inCluster);
    if (models.modified.getValue() !== file.text) models.modified.setValue(file.text);
  }, [shown, inCluster, file.text]);

  return <div ref={host} className="code-editor" />;
}
