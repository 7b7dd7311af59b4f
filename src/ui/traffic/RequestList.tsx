import { Activity } from 'lucide-react';
import { memo, useRef, type KeyboardEvent } from 'react';
import type { Exchange } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort, type LoadView, type Session } from '../../session/index.ts';
import { useSessionState } from '../chrome/session-context.ts';
import { choose, useRequestPanel } from './request-panel.ts';
import { durationOfExchange, msText, outcomeText, podOf, shortUrl, verdictOf } from './outcome-text.ts';
import { VerdictMark } from './VerdictMark.tsx';
import { useSampled } from './use-sampled.ts';

/** More would be slow to draw and are not read. */
const MOST_REQUESTS = 120;

/** The latest requests that nobody else's request led to, newest first. */
function latest(session: Session): readonly Exchange[] {
  const all = session.traffic.exchanges();
  const found: Exchange[] = [];
  for (let index = all.length - 1; index >= 0 && found.length < MOST_REQUESTS; index--) {
    const exchange = all[index];
    if (exchange !== undefined && exchange.parent === undefined) found.push(exchange);
  }
  return found;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function loadsOf(session: Session): readonly LoadView[] {
  return session.traffic.loads();
}

function sameLoads(a: readonly LoadView[], b: readonly LoadView[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, isOver, report }, index) => {
      const other = b[index];
      return (
        id === other?.id &&
        isOver === other.isOver &&
        report.sent === other.report.sent &&
        report.answered === other.report.answered &&
        report.failed === other.report.failed
      );
    })
  );
}

/** Loads and recent requests; the one that is chosen is told in full beside them. */
export function RequestList() {
  const t = useTexts();
  const start = useSessionState((state) => state.startTime);
  const exchanges = useSampled(latest, sameList);
  const loads = useSampled(loadsOf, sameLoads);
  const chosen = useRequestPanel((panel) => panel.chosen);
  const list = useRef<HTMLDivElement>(null);
  const keys = [...loads.map(({ id }) => `load ${id}`), ...exchanges.map(({ id }) => `exchange ${id}`)];
  const chosenKey = chosen === undefined ? '' : `${chosen.type} ${chosen.id}`;
  // One stop of the Tab key for the whole list; arrows move within.
  const stop = keys.includes(chosenKey) ? chosenKey : keys[0];

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const next = buttons[buttons.findIndex((button) => button === document.activeElement) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  }

  return (
    <div ref={list} className="request-list" role="group" aria-label={t('requests.list')} onKeyDown={onKeyDown}>
      {keys.length === 0 && <p className="dock-note">{t('requests.none')}</p>}
      {loads.map((load) => (
        <button
          key={load.id}
          type="button"
          className="request-row is-load"
          aria-pressed={chosenKey === `load ${load.id}`}
          tabIndex={stop === `load ${load.id}` ? 0 : -1}
          onClick={() => choose({ type: 'load', id: load.id })}
        >
          <Activity size={14} aria-hidden />
          <span className="request-what">{`${load.spec.method} ${shortUrl(load.spec.url)}`}</span>
          <span className="request-result">
            {load.isOver ? t('requests.loadOver') : t('requests.loadRunning')}
            {' · '}
            {t('requests.sentCount', { count: load.report.sent })}
            {load.report.failed > 0 && (
              <span className="is-failed">{` · ${t('requests.failedCount', { count: load.report.failed })}`}</span>
            )}
          </span>
        </button>
      ))}
      {exchanges.map((exchange) => (
        <RequestRow
          key={exchange.id}
          exchange={exchange}
          start={start}
          isChosen={chosenKey === `exchange ${exchange.id}`}
          isStop={stop === `exchange ${exchange.id}`}
        />
      ))}
    </div>
  );
}

const RequestRow = memo(function RequestRow({
  exchange,
  start,
  isChosen,
  isStop,
}: {
  exchange: Exchange;
  start: number;
  isChosen: boolean;
  isStop: boolean;
}) {
  const t = useTexts();
  const ms = durationOfExchange(exchange);
  const pod = podOf(exchange);
  return (
    <button
      type="button"
      className="request-row"
      aria-pressed={isChosen}
      tabIndex={isStop ? 0 : -1}
      onClick={() => choose({ type: 'exchange', id: exchange.id })}
    >
      <VerdictMark verdict={verdictOf(exchange)} />
      <span className="request-what">{`${exchange.method} ${shortUrl(exchange.url)}`}</span>
      <span className="request-result">
        {outcomeText(exchange, t)}
        {pod !== '' && ` · ${pod.slice(pod.lastIndexOf('-') + 1)}`}
        {ms !== undefined && ` · ${msText(ms)}`}
      </span>
      <time>{clockTextShort(exchange.startedAt - start)}</time>
    </button>
  );
});
