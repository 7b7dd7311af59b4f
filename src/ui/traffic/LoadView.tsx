import { Square } from 'lucide-react';
import { useCallback } from 'react';
import type { Count } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { LoadView as Load, Session } from '../../session/index.ts';
import { useSession } from '../chrome/session-context.ts';
import { Chart } from './Chart.tsx';
import { loadText, msText } from './outcome-text.ts';
import { useSampled } from './use-sampled.ts';

/** Rows of a table of counts; a cluster may have answered from hundreds of pods. */
const MOST_ROWS = 12;

interface Seen {
  readonly load: Load;
  /** Thousandths of a processor, and bytes of leaked memory, by pod. */
  readonly work: Readonly<Record<string, { readonly cpuMilli: number; readonly leakedBytes: number }>>;
}

function seen(session: Session, id: number): Seen | undefined {
  const load = session.traffic.loads().find((each) => each.id === id);
  return load && { load, work: session.traffic.work(Object.keys(load.report.byPod)) };
}

/** A load: how many requests were answered and how many were lost, by whom and how fast, through time. */
export function LoadView({ id }: { id: number }) {
  const t = useTexts();
  const session = useSession();
  const read = useCallback((each: Session) => seen(each, id), [id]);
  const shown = useSampled(read);
  if (shown === undefined) return <p className="dock-note">{t('requests.forgotten')}</p>;
  const { load, work } = shown;
  const { report } = load;
  const perSecond = 1000 / report.bucketMs;
  const rate = (values: readonly number[]): readonly number[] => values.map((value) => value * perSecond);
  return (
    <article className="load">
      <header className="exchange-head">
        <h2>{loadText(load.spec, t)}</h2>
        {load.isOver ? (
          <span className="load-state">{t('requests.loadOver')}</span>
        ) : (
          <button type="button" className="button" onClick={() => session.requests.stopLoad(id)}>
            <Square size={12} aria-hidden />
            {t('requests.stop')}
          </button>
        )}
      </header>
      <dl className="load-numbers">
        <Fact label={t('requests.sent')} value={String(report.sent)} />
        <Fact label={t('requests.answered')} value={String(report.answered)} />
        <Fact label={t('requests.failed')} value={String(report.failed)} isBad={report.failed > 0} />
        <Fact label={t('requests.outage')} value={msText(report.longestOutageMs)} isBad={report.longestOutageMs > 0} />
        <Fact label={t('requests.p50')} value={msText(report.latency.p50)} />
        <Fact label={t('requests.p90')} value={msText(report.latency.p90)} />
        <Fact label={t('requests.p99')} value={msText(report.latency.p99)} />
      </dl>
      <div className="load-charts">
        <Chart
          kind="bars"
          title={t('requests.chartRate')}
          unit={t('requests.aSecond')}
          series={[
            {
              label: t('requests.answered'),
              tone: 'good',
              values: rate(report.buckets.map(({ answered }) => answered)),
            },
            { label: t('requests.failed'), tone: 'bad', values: rate(report.buckets.map(({ failed }) => failed)) },
          ]}
        />
        <Chart
          kind="lines"
          title={t('requests.chartLatency')}
          unit="ms"
          series={[
            { label: t('requests.p50'), tone: 'plain', values: report.buckets.map(({ p50 }) => p50) },
            { label: t('requests.p99'), tone: 'high', values: report.buckets.map(({ p99 }) => p99) },
          ]}
        />
      </div>
      <div className="load-tables">
        <CountTable
          title={t('requests.byPods')}
          counts={report.byPod}
          none={t('requests.noPod')}
          extra={{
            title: t('requests.cpu'),
            of: (pod) => (work[pod] === undefined ? '' : cpuText(work[pod].cpuMilli)),
          }}
        />
        <CountTable title={t('requests.byVersions')} counts={report.byVersion} none={t('requests.noPod')} />
        <Failures counts={report.byFailure} />
      </div>
    </article>
  );
}

function cpuText(milli: number): string {
  return `${Math.round(milli)}m`;
}

function Fact({ label, value, isBad = false }: { label: string; value: string; isBad?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={isBad ? 'is-failed' : undefined}>{value}</dd>
    </div>
  );
}

function CountTable({
  title,
  counts,
  none,
  extra,
}: {
  title: string;
  counts: Readonly<Record<string, Count>>;
  /** What is said of requests that came to nobody. */
  none: string;
  extra?: { readonly title: string; readonly of: (name: string) => string };
}) {
  const t = useTexts();
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b.requests - a.requests);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(([, { requests }]) => requests));
  return (
    <table className="counts">
      <thead>
        <tr>
          <th>{title}</th>
          <th>{t('requests.requests')}</th>
          <th>{t('requests.failed')}</th>
          {extra !== undefined && <th>{extra.title}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, MOST_ROWS).map(([name, { requests, failed }]) => (
          <tr key={name}>
            <td className="mono" title={name}>
              {name === '' ? none : name}
            </td>
            <td>
              <i aria-hidden style={{ width: `${(requests / most) * 48}px` }} />
              {requests}
            </td>
            <td className={failed > 0 ? 'is-failed' : undefined}>{failed}</td>
            {extra !== undefined && <td>{extra.of(name)}</td>}
          </tr>
        ))}
        {rows.length > MOST_ROWS && (
          <tr>
            <td colSpan={extra === undefined ? 3 : 4}>{t('requests.more', { count: rows.length - MOST_ROWS })}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Failures({ counts }: { counts: Readonly<Record<string, number>> }) {
  const t = useTexts();
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return (
    <table className="counts">
      <thead>
        <tr>
          <th>{t('requests.byFailures')}</th>
          <th>{t('requests.requests')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([reason, count]) => (
          <tr key={reason}>
            <td>{reason.startsWith('status ') ? reason.slice('status '.length) : t(`requests.failure.${reason}`)}</td>
            <td className="is-failed">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
