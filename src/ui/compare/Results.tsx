import { FilePen } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';
import type { Side, TrialView } from '../../session/index.ts';
import { msText } from '../traffic/outcome-text.ts';
import type { ChartScale } from './chart-scale.ts';
import { CompareChart } from './CompareChart.tsx';

/** What one side has come to. */
export function Results({
  view,
  scale,
  side,
  onWrite,
}: {
  view: TrialView;
  scale: ChartScale;
  side?: Side;
  onWrite?: () => void;
}) {
  const t = useTexts();
  const { report, phase, rolloutMs, failures, answeredBefore, answeredAfter } = view;
  if (phase === 'preparing') return <p className="compare-note">{t('compare.preparing')}</p>;
  if (report === undefined)
    return <p className="compare-note is-failed">{t('compare.neverReady', { problem: view.problem })}</p>;
  return (
    <>
      <dl className="compare-numbers">
        <Fact
          label={t('compare.lost')}
          value={String(report.failed)}
          detail={t('compare.ofSent', { count: report.sent })}
          isBad={report.failed > 0}
          isMain
        />
        <Fact
          label={t('compare.outage')}
          value={msText(report.longestOutageMs)}
          detail={t('compare.outageHint')}
          isBad={report.longestOutageMs > 0}
          isMain
        />
        <Fact
          label={t('compare.answered')}
          value={String(report.answered)}
          detail={t('compare.byRevision', { before: answeredBefore, after: answeredAfter })}
        />
        <Fact
          label={t('compare.rolloutTook')}
          value={rolloutMs === undefined ? '–' : msText(rolloutMs)}
          detail={rolloutMs === undefined && phase === 'over' ? t('compare.notEnded') : ''}
        />
      </dl>
      <CompareChart view={view} scale={scale} />
      <Versions view={view} />
      {failures.length > 0 && (
        <>
          <h3>{t('compare.why')}</h3>
          <ul className="compare-causes">
            {failures.map(({ cause, count, at, what }) => (
              <li key={cause}>
                <strong>{t(`compare.cause.${cause}`, { count })}</strong>
                <span>{t('compare.first', { at: (at / 1000).toFixed(1), what: t(what.key, what.params) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {phase === 'over' && failures.length === 0 && <p className="compare-note is-good">{t('compare.noneLost')}</p>}
      {onWrite !== undefined && side !== undefined && (
        <button type="button" className="button" onClick={onWrite}>
          <FilePen size={13} aria-hidden />
          {t('compare.write', { side: side.toUpperCase() })}
        </button>
      )}
    </>
  );
}

/** Who answered, when the images differ. */
function Versions({ view: { report } }: { view: TrialView }) {
  const t = useTexts();
  const versions = Object.entries(report?.byVersion ?? {}).filter(
    ([image, { requests, failed }]) => image !== '' && requests > failed,
  );
  if (versions.length < 2) return null;
  return (
    <p className="compare-versions">
      {versions.map(([image, { requests, failed }]) => (
        <span key={image}>
          <code>{image}</code> {t('compare.answeredCount', { count: requests - failed })}
        </span>
      ))}
    </p>
  );
}

function Fact({
  label,
  value,
  detail,
  isBad = false,
  isMain = false,
}: {
  label: string;
  value: string;
  detail: string;
  isBad?: boolean;
  isMain?: boolean;
}) {
  return (
    <div className={isMain ? 'is-main' : undefined}>
      <dt>{label}</dt>
      <dd>
        <b className={isBad ? 'is-failed' : undefined}>{value}</b>
        {detail !== '' && <small>{detail}</small>}
      </dd>
    </div>
  );
}
