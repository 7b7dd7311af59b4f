import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { LONGEST_REVIEWED } from '../../session/index.ts';
import type { Review } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { DriftBar } from './DriftBar.tsx';
import type { Comparing } from './DriftBar.tsx';
import { ProblemList } from './ProblemList.tsx';

/** More would leave no room for the text. */
const MOST_PROBLEMS = 3;

/** Whether the texts are right, and whether the cluster is as they say. */
export function EditorFooter({ comparing }: { comparing: Comparing }) {
  const t = useTexts();
  const session = useSession();
  const review = useSessionState((state) => state.review);
  const auto = useSessionState((state) => state.applyAsYouType);
  const [areHintsShown, setHintsShown] = useState(false);
  return (
    <div className="editor-footer">
      <EditedObject />
      <Governs />
      <Removed review={review} />
      <DriftBar comparing={comparing} />
      <ProblemList label={t('editor.problemList')} problems={review.problems} most={MOST_PROBLEMS} />
      {areHintsShown && <ProblemList label={t('editor.hintList')} problems={review.hints} most={MOST_PROBLEMS} />}
      <div className="editor-status">
        <Verdict review={review} comparing={comparing} />
        {review.hints.length > 0 && (
          <button
            type="button"
            className="link"
            aria-expanded={areHintsShown}
            onClick={() => setHintsShown(!areHintsShown)}
          >
            {t('editor.hints', { count: review.hints.length })}
          </button>
        )}
        <span className="spacer" />
        <label className="switch">
          <input
            type="checkbox"
            role="switch"
            checked={auto}
            onChange={(event) => session.editing.setApplyAsYouType(event.target.checked)}
          />
          <span>{t('editor.applyAsYouType')}</span>
        </label>
      </div>
    </div>
  );
}

/** What the line under the cursor governs; the same is highlighted in the picture. Always there, so that nothing jumps. */
function Governs() {
  const t = useTexts();
  const governed = useSessionState((state) => state.governed);
  const text = governed === undefined ? t('editor.governs.idle') : t(governed.phrase.key, governed.phrase.params);
  return (
    <p className="governs" data-active={governed !== undefined && governed.uids.length > 0} title={text}>
      {text}
    </p>
  );
}

/** Says what the tab is that `kubectl edit` has opened, and how to leave it as it was. */
function EditedObject() {
  const t = useTexts();
  const session = useSession();
  const isShown = useSessionState(
    ({ editedObject, activeFile }) => editedObject !== undefined && editedObject === activeFile,
  );
  if (!isShown) return null;
  return (
    <div className="removed" role="group" aria-label={t('editor.editedLabel')}>
      <p>{t('editor.edited')}</p>
      <button type="button" className="button" onClick={() => session.terminal.objectEditing.cancel()}>
        {t('editor.cancelEdit')}
      </button>
    </div>
  );
}

function Verdict({ review, comparing }: { review: Review; comparing: Comparing }) {
  const t = useTexts();
  const active = useSessionState((state) => state.activeFile);
  const ready = useSessionState((state) => state.toolsReady);
  const isUnread = useSessionState((state) => state.files.some(({ text }) => text.length > LONGEST_REVIEWED));
  if (!ready) return null;
  const errors = review.problems.filter((problem) => problem.severity === 'error').length;
  if (errors > 0) {
    return (
      <span className="verdict" data-tone="bad">
        <CircleAlert size={14} aria-hidden />
        {t('editor.problems', { count: errors })}
      </span>
    );
  }
  if (isUnread) return <span className="verdict">{t('editor.unread')}</span>;
  const matches = review.objects.every((object) => object.verdict === 'matches');
  const canCompare = review.objects.some(({ file, verdict }) => file === active && verdict !== 'matches');
  return (
    <span className="verdict" data-tone={matches ? 'ok' : 'wait'}>
      {matches ? <CircleCheck size={14} aria-hidden /> : <CircleDashed size={14} aria-hidden />}
      <span>
        {t('editor.valid')} · {t('editor.objects', { count: review.objects.length })} ·{' '}
        {matches ? (
          t('editor.matches')
        ) : canCompare && !comparing.on ? (
          <button type="button" className="link" onClick={() => comparing.set(true)}>
            {t('editor.differs')}
          </button>
        ) : (
          t('editor.differs')
        )}
      </span>
    </span>
  );
}

/** Offers to delete what was applied before and is no longer in the texts. */
function Removed({ review }: { review: Review }) {
  const t = useTexts();
  const session = useSession();
  const { removed } = review;
  if (removed.length === 0) return null;
  const names = removed.map((object) => `${object.kind} ${object.name}`).join(', ');
  return (
    <div className="removed" role="group" aria-label={t('editor.removedLabel')}>
      <p>{t('editor.removed', { names, count: removed.length })}</p>
      <button type="button" className="button danger" onClick={() => session.editing.deleteRemoved()}>
        {t('editor.removedDelete')}
      </button>
      <button type="button" className="button" onClick={() => session.editing.keepRemoved()}>
        {t('editor.removedKeep')}
      </button>
    </div>
  );
}
