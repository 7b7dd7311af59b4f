import { Wrench } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { Problem } from '../../session/index.ts';
import { useSession } from '../chrome/session-context.ts';
import { revealInEditor } from './reveal.ts';

/** What a problem says: Kubernetes's own words, or ours. */
export function problemText({ message, phrase }: Problem, t: Translate): string {
  return phrase === undefined ? message : t(phrase.key, phrase.params);
}

/** Problems or suggestions, each with the place that it is about and the ways out of it. */
export function ProblemList({
  label,
  problems,
  most,
}: {
  label: string;
  problems: readonly Problem[];
  /** As many are shown; the others are counted. */
  most: number;
}) {
  const t = useTexts();
  const session = useSession();
  if (problems.length === 0) return null;
  return (
    <ul className="problems" aria-label={label}>
      {problems.slice(0, most).map((problem) => {
        const text = problemText(problem, t);
        return (
          <li key={`${problem.file}:${problem.line}:${problem.column}:${text}`} data-severity={problem.severity}>
            <button
              type="button"
              className="problem"
              onClick={() => {
                session.editing.activate(problem.file);
                revealInEditor(problem.line, problem.column);
              }}
            >
              <b>{t('editor.atLine', { file: problem.file, line: problem.line })}</b> {text}
            </button>
            {problem.fixes.map((fix) => (
              <button
                key={JSON.stringify(fix.title)}
                type="button"
                className="problem-fix"
                onClick={() => {
                  session.editing.activate(problem.file);
                  session.editing.fix(problem.file, fix);
                }}
              >
                <Wrench size={12} aria-hidden />
                {t(fix.title.key, fix.title.params)}
              </button>
            ))}
          </li>
        );
      })}
      {problems.length > most && <li>{t('editor.moreProblems', { count: problems.length - most })}</li>}
    </ul>
  );
}
