import { useTexts } from '../../i18n/index.ts';
import { LONGEST_TEXT } from '../../session/index.ts';
import type { EditorFile } from '../../session/index.ts';
import { useSession } from '../chrome/session-context.ts';

/** The text as it is, until the code editor is there. */
export function PlainText({ file }: { file: EditorFile }) {
  const t = useTexts();
  const session = useSession();
  const lines = file.text.split('\n').length;
  return (
    <div className="plain-text">
      <pre aria-hidden>{Array.from({ length: lines }, (_, index) => index + 1).join('\n')}</pre>
      <textarea
        aria-label={t('editor.text', { file: file.name })}
        spellCheck={false}
        wrap="off"
        rows={lines}
        maxLength={LONGEST_TEXT}
        value={file.text}
        onChange={(event) => session.editing.edit(file.name, event.target.value)}
      />
    </div>
  );
}
