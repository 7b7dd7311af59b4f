import { GitCompareArrows, X } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';
import type { ReviewedObject } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

export interface Comparing {
  readonly on: boolean;
  set(on: boolean): void;
}

const MOST_SHOWN = 3;

/**
 * Says where a text and the cluster differ, with both ways out: the cluster's values into the text, or the text applied.
 * It is there when the cluster moved away from a text, or when someone asked for the comparison.
 */
export function DriftBar({ comparing }: { comparing: Comparing }) {
  const t = useTexts();
  const session = useSession();
  const active = useSessionState((state) => state.activeFile);
  const review = useSessionState((state) => state.review);
  const objects = review.objects.filter(
    ({ file, verdict }) => file === active && (verdict === 'differs' || verdict === 'missing'),
  );
  const isDrift = review.drifted.includes(active);
  if (objects.length === 0 || (!isDrift && !comparing.on)) return null;
  return (
    <div className="drift" role="group" aria-label={t('editor.driftLabel')}>
      <p>{isDrift ? t('editor.drifted') : t('editor.compared')}</p>
      {comparing.on ? <Legend /> : <DifferenceList objects={objects} />}
      <div className="drift-buttons">
        <button type="button" className="button" onClick={() => session.editing.takeClusterText(active)}>
          {t('editor.takeCluster')}
        </button>
        <button type="button" className="button" onClick={() => session.editing.apply()}>
          {t('editor.applyText')}
        </button>
        <button
          type="button"
          className="button"
          aria-pressed={comparing.on}
          onClick={() => comparing.set(!comparing.on)}
        >
          {comparing.on ? <X size={14} aria-hidden /> : <GitCompareArrows size={14} aria-hidden />}
          {comparing.on ? t('editor.diffClose') : t('editor.diff')}
        </button>
      </div>
    </div>
  );
}

/** Which side of the comparison has which colour. */
function Legend() {
  const t = useTexts();
  return (
    <p className="drift-legend">
      <span data-side="cluster">
        <i aria-hidden />
        {t('editor.diffCluster')}
      </span>
      <span data-side="text">
        <i aria-hidden />
        {t('editor.diffText')}
      </span>
    </p>
  );
}

function DifferenceList({ objects }: { objects: readonly ReviewedObject[] }) {
  const t = useTexts();
  const lines = objects.flatMap((object) => differenceLines(object));
  return (
    <ul>
      {lines.slice(0, MOST_SHOWN).map((line, index) => (
        <li key={`${line.object} ${line.field}`}>
          {line.object !== lines[index - 1]?.object && <span className="mono">{line.object} </span>}
          {line.field === '' ? (
            t('editor.notInCluster')
          ) : (
            <>
              <span className="mono">{line.field}</span>
              {': '}
              {t('editor.sides', {
                text: line.text ?? t('editor.absent'),
                cluster: line.cluster ?? t('editor.absent'),
              })}
            </>
          )}
        </li>
      ))}
      {lines.length > MOST_SHOWN && <li>{t('editor.moreDifferences', { count: lines.length - MOST_SHOWN })}</li>}
    </ul>
  );
}

interface DifferenceLine {
  readonly object: string;
  /** Empty: the whole object. */
  readonly field: string;
  readonly text: string | undefined;
  readonly cluster: string | undefined;
}

function differenceLines({ kind, name, verdict, differences }: ReviewedObject): readonly DifferenceLine[] {
  const object = `${kind.toLowerCase()}/${name}`;
  if (verdict === 'missing') return [{ object, field: '', text: undefined, cluster: undefined }];
  return differences.map(({ path, inText, inCluster }) => ({
    object,
    field: fieldText(path),
    text: valueText(inText),
    cluster: valueText(inCluster),
  }));
}

/** The last names of a field: `containers[0].image`. The comparison shows the rest. */
function fieldText(path: readonly (string | number)[]): string {
  const names = path.flatMap((step, depth) => (typeof step === 'string' ? [depth] : []));
  return path
    .slice(names.at(-2) ?? 0)
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth === 0 ? '' : '.'}${step}`))
    .join('');
}

const LONGEST_VALUE = 40;

function valueText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
