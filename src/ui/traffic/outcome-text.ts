import type { Exchange, LoadSpec } from '../../engine/index.ts';
import type { Translate } from '../../i18n/index.ts';

/** How a request stands: said in a word, and by the shape beside it. */
export type Verdict = 'waiting' | 'answered' | 'refused' | 'failed';

/** What became of a request. Statuses from 500 on count as failures, as they do for loads. */
export function verdictOf({ outcome }: Exchange): Verdict {
  if (outcome === undefined) return 'waiting';
  if (outcome.type === 'failed' || outcome.status >= 500) return 'failed';
  return outcome.status >= 400 ? 'refused' : 'answered';
}

/** The status, or why there is none. */
export function outcomeText({ outcome }: Exchange, t: Translate): string {
  if (outcome === undefined) return t('requests.underWay');
  return outcome.type === 'answered' ? String(outcome.status) : t(`requests.failure.${outcome.stage}`);
}

/** How long it took, ms; undefined while it is under way. */
export function durationOfExchange({ startedAt, endedAt }: Exchange): number | undefined {
  return endedAt === undefined ? undefined : endedAt - startedAt;
}

/** A time that people read: `13 ms`, `2.4 s`. */
export function msText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export function podOf({ pod }: Exchange): string {
  return pod?.type === 'pod' ? pod.name : '';
}

/** A URL without what almost every one begins with. */
export function shortUrl(url: string): string {
  return url.replace(/^http:\/\//, '');
}

/** A load in words: what it asks, how often, for how long. */
export function loadText({ method, url, from, rate, durationSeconds }: LoadSpec, t: Translate): string {
  const { type, ...numbers } = rate;
  return [
    `${method} ${shortUrl(url)}`,
    ...(from === 'outside' ? [] : [t('requests.fromWhere', { pod: from.pod })]),
    t(`requests.rate.${type}`, numbers),
    durationSeconds === undefined ? t('requests.untilStopped') : t('requests.forAll', { seconds: durationSeconds }),
  ].join(' · ');
}
