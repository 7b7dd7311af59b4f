import { useCallback } from 'react';
import type { Exchange, Place } from '../../engine/index.ts';
import { useTexts, type Translate } from '../../i18n/index.ts';
import { clockText, type Session } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { durationOfExchange, msText, outcomeText, podOf, verdictOf } from './outcome-text.ts';
import { useSampled } from './use-sampled.ts';
import { VerdictMark } from './VerdictMark.tsx';
import { waterfall, type WaterfallLine } from './waterfall.ts';

/** Characters of a body that are shown. */
const LONGEST_BODY = 4000;

function placeText(place: Place, t: Translate): string {
  switch (place.type) {
    case 'client':
      return t('requests.place.client');
    case 'dns':
      return 'DNS';
    case 'ingress':
      return t('requests.place.ingress');
    case 'loadBalancer':
      return place.address;
    case 'world':
      return place.host;
    case 'node':
    case 'pod':
      return place.name;
    case 'service':
      return t('requests.place.service', { name: place.name });
  }
}

/** One request in full: what was asked, what came back, and what was decided at each hop, with its time. */
export function ExchangeView({ id }: { id: number }) {
  const t = useTexts();
  const session = useSession();
  const start = useSessionState((state) => state.startTime);
  const read = useCallback((each: Session) => each.traffic.exchange(id), [id]);
  const exchange = useSampled(read);
  // A call that is still under way changes without its request; the clock moves on for both.
  const now = useSessionState((state) => (exchange?.endedAt === undefined ? state.now : Infinity));
  if (exchange === undefined) return <p className="dock-note">{t('requests.forgotten')}</p>;
  const lines = waterfall(exchange, (call) => session.traffic.exchange(call), now);
  return (
    <article className="exchange">
      <Summary exchange={exchange} at={clockText(exchange.startedAt - start)} />
      <Waterfall exchange={exchange} lines={lines} now={now} />
      <Answer exchange={exchange} />
    </article>
  );
}

function Summary({ exchange, at }: { exchange: Exchange; at: string }) {
  const t = useTexts();
  const ms = durationOfExchange(exchange);
  const pod = podOf(exchange);
  const { outcome } = exchange;
  return (
    <header className="exchange-head">
      <h2>
        <VerdictMark verdict={verdictOf(exchange)} />
        <span className="mono">{`${exchange.method} ${exchange.url}`}</span>
      </h2>
      <p>
        <strong className={`verdict is-${verdictOf(exchange)}`}>{outcomeText(exchange, t)}</strong>
        {pod !== '' && <span>{t('requests.byPod', { pod })}</span>}
        {ms !== undefined && <span>{msText(ms)}</span>}
        <span>{t('requests.sentAt', { from: placeText(exchange.from, t), time: at })}</span>
      </p>
      {outcome?.type === 'failed' && (
        <p className="mono is-failed">{`curl: (${outcome.exitCode}) ${outcome.message}`}</p>
      )}
    </header>
  );
}

function Waterfall({ exchange, lines, now }: { exchange: Exchange; lines: readonly WaterfallLine[]; now: number }) {
  const t = useTexts();
  const end = exchange.endedAt ?? (Number.isFinite(now) ? now : exchange.startedAt);
  const whole = Math.max(1, end - exchange.startedAt, ...lines.map(({ until }) => until));
  return (
    <ol className="waterfall" aria-label={t('requests.hops')}>
      {lines.map(({ key, depth, hop, from, until, since, isBad }) => (
        <li key={key} className={isBad ? 'is-bad' : undefined} style={{ paddingLeft: depth * 16 }}>
          <span className="hop-way">{`${placeText(hop.from, t)} → ${placeText(hop.to, t)}`}</span>
          <span className="hop-why">{t(`traffic.${hop.code}`, { ...hop.params })}</span>
          <span className="hop-bar" aria-hidden>
            <i className="is-own" style={span(since, from, whole)} />
            <i style={span(from, until, whole)} />
          </span>
          <span className="hop-time">{msText(until)}</span>
        </li>
      ))}
      {exchange.outcome === undefined && <li className="hop-way">{t('requests.underWay')}</li>}
    </ol>
  );
}

function span(from: number, until: number, whole: number): { left: string; width: string } {
  return { left: `${(from / whole) * 100}%`, width: `${(Math.max(0, until - from) / whole) * 100}%` };
}

function Answer({ exchange }: { exchange: Exchange }) {
  const t = useTexts();
  const { outcome } = exchange;
  return (
    <div className="exchange-texts">
      {outcome?.type === 'answered' && (
        <>
          <h3>{t('requests.body')}</h3>
          <pre className="exchange-body" tabIndex={0} aria-label={t('requests.body')}>
            {outcome.body === '' ? t('requests.noBody') : outcome.body.slice(0, LONGEST_BODY)}
          </pre>
          <Headers title={t('requests.answerHeaders')} headers={outcome.headers} />
        </>
      )}
      <Headers title={t('requests.requestHeaders')} headers={sentHeaders(exchange)} />
    </div>
  );
}

/** The headers as they went out: every client says the host, which the URL has. */
function sentHeaders({ url, headers }: Exchange): Readonly<Record<string, string>> {
  const host = /^(?:https?:\/\/)?([^/?#]+)/.exec(url)?.[1];
  return host === undefined ? headers : { Host: host, ...headers };
}

function Headers({ title, headers }: { title: string; headers: Readonly<Record<string, string>> }) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl className="headers mono">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
