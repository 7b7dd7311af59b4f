import { useState } from 'react';
import { useTexts } from '../../../i18n/index.ts';
import { closeOverlay } from '../overlay.ts';
import type { Question } from '../overlay.ts';
import { Sheet } from './Sheet.tsx';

/** Asks for one line. */
export function QuestionDialog({ question }: { question: Question }) {
  const t = useTexts();
  const [text, setText] = useState(question.initial);
  const acceptable = question.type === 'number' ? /^\d{1,10}$/.test(text.trim()) : text.trim() !== '';
  return (
    <Sheet title={question.title}>
      <form
        className="question"
        onSubmit={(event) => {
          event.preventDefault();
          if (!acceptable) return;
          closeOverlay();
          question.answer(text.trim());
        }}
      >
        <label>
          <span>{question.label}</span>
          <input
            className="field"
            inputMode={question.type === 'number' ? 'numeric' : 'text'}
            aria-invalid={!acceptable}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <div className="question-buttons">
          <button type="button" className="button" onClick={closeOverlay}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="button primary" disabled={!acceptable}>
            {question.confirm}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
