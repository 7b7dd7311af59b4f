import { Scale, Send } from 'lucide-react';
import { useId, useMemo, type FormEvent } from 'react';
import type { LoadRate } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { openOverlay } from '../chrome/overlay.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { useSession } from '../chrome/session-context.ts';
import { choose, editDraft, follow, useRequestPanel, type Pace, type RequestDraft } from './request-panel.ts';
import { runningPods, suggestedUrls } from './url-suggestions.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const paces: readonly Pace[] = ['once', 'constant', 'ramp', 'burst'];

/** A number that was typed, or undefined when it is none that makes sense. */
function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 && value <= 100_000 ? value : undefined;
}

/** The rate that a draft asks for; undefined when a number is missing or it is sent once. */
export function rateOf(draft: RequestDraft): LoadRate | undefined {
  const perSecond = numberOf(draft.perSecond);
  if (perSecond === undefined) return undefined;
  switch (draft.pace) {
    case 'once':
      return undefined;
    case 'constant':
      return { type: 'constant', perSecond };
    case 'ramp': {
      const from = numberOf(draft.fromPerSecond);
      return from === undefined ? undefined : { type: 'ramp', from, to: perSecond };
    }
    case 'burst': {
      const forSeconds = numberOf(draft.forSeconds);
      const everySeconds = numberOf(draft.everySeconds);
      return forSeconds === undefined || everySeconds === undefined
        ? undefined
        : { type: 'burst', perSecond, forSeconds, everySeconds };
    }
  }
}

/** Seconds of a load: undefined when it goes on until it is stopped, null when what was typed is no number. */
export function durationOf({ durationSeconds, pace }: RequestDraft): number | undefined | null {
  // A ramp has to end somewhere.
  if (durationSeconds.trim() === '' && pace !== 'ramp') return undefined;
  const seconds = numberOf(durationSeconds);
  return seconds === undefined || seconds === 0 ? null : seconds;
}

/** One request, or many: what to ask, from where, how often. */
export function RequestBar() {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const draft = useRequestPanel((panel) => panel.draft);
  const listId = useId();
  const urls = useMemo(() => suggestedUrls(frame.snapshot, draft.from), [frame, draft.from]);
  const pods = useMemo(() => runningPods(frame.snapshot), [frame]);
  const url = draft.url === '' ? (urls[0] ?? '') : draft.url;
  const isOnce = draft.pace === 'once';
  const rate = rateOf(draft);
  const duration = durationOf(draft);
  const acceptable = url.trim() !== '' && (isOnce || (rate !== undefined && duration !== null));
  const fromValue = draft.from === 'outside' ? '' : `${draft.from.namespace}/${draft.from.pod}`;
  const isKnown = fromValue === '' || pods.some(({ namespace, pod }) => `${namespace}/${pod}` === fromValue);

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (!acceptable) return;
    const { from, method } = draft;
    const request = { from, method, url: url.trim() };
    if (isOnce) session.requests.send(request, follow);
    else if (rate !== undefined && duration !== null) {
      const spec = { ...request, rate, ...(duration !== undefined && { durationSeconds: duration }) };
      session.requests.startLoad(spec, (id) => choose({ type: 'load', id }));
    }
  }

  function chooseOrigin(value: string): void {
    const [namespace = '', pod = ''] = value.split('/');
    // Names inside of the cluster mean nothing outside, and the other way round.
    editDraft({ from: value === '' ? 'outside' : { namespace, pod }, url: '' });
  }

  const number = (key: keyof RequestDraft, label: string, value: string) => (
    <label className="request-number">
      <input
        className="field"
        inputMode="decimal"
        aria-label={label}
        aria-invalid={numberOf(value) === undefined && !(key === 'durationSeconds' && duration !== null)}
        title={label}
        value={value}
        autoComplete="off"
        onChange={(event) => editDraft({ [key]: event.target.value })}
      />
    </label>
  );

  return (
    <form className="request-bar" aria-label={t('requests.bar')} onSubmit={onSubmit}>
      <select
        className="field"
        aria-label={t('requests.method')}
        value={draft.method}
        onChange={(event) => editDraft({ method: event.target.value })}
      >
        {methods.map((method) => (
          <option key={method}>{method}</option>
        ))}
      </select>
      <input
        className="field request-url mono"
        aria-label={t('requests.url')}
        list={listId}
        spellCheck={false}
        autoComplete="off"
        placeholder={t('requests.urlExample')}
        value={draft.url === '' ? url : draft.url}
        onFocus={(event) => event.target.select()}
        onChange={(event) => editDraft({ url: event.target.value })}
      />
      <datalist id={listId}>
        {urls.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <select
        className="field request-from"
        aria-label={t('requests.from')}
        value={fromValue}
        onChange={(event) => chooseOrigin(event.target.value)}
      >
        <option value="">{t('requests.fromOutside')}</option>
        {!isKnown && <option value={fromValue}>{t('requests.fromPod', { pod: fromValue })}</option>}
        {pods.map(({ namespace, pod }) => (
          <option key={`${namespace}/${pod}`} value={`${namespace}/${pod}`}>
            {t('requests.fromPod', { pod: namespace === 'default' ? pod : `${namespace}/${pod}` })}
          </option>
        ))}
      </select>
      <select
        className="field"
        aria-label={t('requests.pace')}
        value={draft.pace}
        onChange={(event) => editDraft({ pace: paces.find((pace) => pace === event.target.value) ?? 'once' })}
      >
        <option value="once">{t('requests.once')}</option>
        <option value="constant">{t('requests.constant')}</option>
        <option value="ramp">{t('requests.ramp')}</option>
        <option value="burst">{t('requests.burst')}</option>
      </select>
      {!isOnce && (
        <span className="request-numbers">
          {draft.pace === 'ramp' && (
            <>
              {number('fromPerSecond', t('requests.fromPerSecond'), draft.fromPerSecond)}
              <span>{t('requests.to')}</span>
            </>
          )}
          {number('perSecond', t('requests.perSecond'), draft.perSecond)}
          <span>{t('requests.aSecond')}</span>
          {draft.pace === 'burst' && (
            <>
              {number('forSeconds', t('requests.forSeconds'), draft.forSeconds)}
              <span>{t('requests.every')}</span>
              {number('everySeconds', t('requests.everySeconds'), draft.everySeconds)}
              <span>{t('requests.seconds')}</span>
            </>
          )}
          <span>{t('requests.for')}</span>
          {number('durationSeconds', t('requests.duration'), draft.durationSeconds)}
          <span>{t('requests.seconds')}</span>
        </span>
      )}
      <button type="submit" className="button primary" disabled={!acceptable}>
        <Send size={14} aria-hidden />
        {isOnce ? t('requests.send') : t('requests.start')}
      </button>
      <button type="button" className="button request-compare" onClick={() => openOverlay({ type: 'compare' })}>
        <Scale size={14} aria-hidden />
        {t('damage.compare')}
      </button>
    </form>
  );
}
