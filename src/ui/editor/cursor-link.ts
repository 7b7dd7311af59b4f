import { useEffect } from 'react';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { fileOfModel } from './monaco/model-of-file.ts';
import type { Monaco } from './monaco/load-monaco.ts';

type Editor = ReturnType<Monaco['editor']['create']>;

/** Tells the session where the cursor is, as long as someone is in the text. */
export function useCursorLink(editor: Editor | undefined): void {
  const session = useSession();
  useEffect(() => {
    if (editor === undefined) return undefined;
    const tell = (): void => {
      const model = editor.getModel();
      const position = editor.getPosition();
      if (model === null || position === null || !editor.hasTextFocus()) return;
      session.linking.cursorAt({ file: fileOfModel(model), offset: model.getOffsetAt(position) });
    };
    const listening = [
      editor.onDidChangeCursorPosition(tell),
      editor.onDidFocusEditorText(tell),
      editor.onDidBlurEditorText(() => session.linking.cursorAt(undefined)),
    ];
    return () => {
      session.linking.cursorAt(undefined);
      for (const each of listening) each.dispose();
    };
  }, [editor, session]);
}

/** Marks and shows the lines that what is selected in the picture comes from; the focus stays where it is. */
export function useOriginMark(monaco: Monaco, editor: Editor | undefined, fileName: string): void {
  const origin = useSessionState((state) => state.origin);
  useEffect(() => {
    if (editor === undefined || origin === undefined || origin.file !== fileName) return undefined;
    const { line, endLine } = origin;
    const marks = editor.createDecorationsCollection([
      {
        range: new monaco.Range(line, 1, endLine, 1),
        options: {
          isWholeLine: true,
          linesDecorationsClassName: 'origin-edge',
          stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      },
    ]);
    editor.revealLinesInCenterIfOutsideViewport(line, Math.min(endLine, line + 12), monaco.editor.ScrollType.Smooth);
    return () => marks.clear();
  }, [monaco, editor, origin, fileName]);
}
