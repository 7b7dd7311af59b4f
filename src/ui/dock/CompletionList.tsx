import { useEffect, useRef } from 'react';
import type { CSSProperties } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { PlainWords } from '../../session/index.ts';

/** What may stand in a place of the line. */
export interface Offer {
  readonly candidates: readonly string[];
  /** The place in the line. */
  readonly from: number;
  readonly to: number;
  /** Which one stands there now. */
  readonly chosen: number | undefined;
}

export interface CompletionListProps {
  id: string;
  offer: Offer;
  /** The line before the place. */
  before: string;
  plain: PlainWords | undefined;
  onChoose(index: number): void;
}

/** A longer candidate is broken. */
const WIDEST = 80;
/** More would not be read. */
const MOST_SHOWN = 120;

/** What the chosen one of those means that Tab offers, and all of them in columns. */
export function CompletionList({ id, offer, before, plain, onChoose }: CompletionListProps) {
  const t = useTexts();
  const { candidates, chosen } = offer;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What it answers must not become the effect's: browsers answer a promise by now.
    list.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const first = Math.floor((chosen ?? 0) / MOST_SHOWN) * MOST_SHOWN;
  const shown = candidates.slice(first, first + MOST_SHOWN);
  const left = candidates.length - first - shown.length;
  const widest = Math.min(WIDEST, Math.max(...shown.map((candidate) => candidate.length)));
  const meaning = chosen === undefined ? undefined : plain?.plainCompletion(before, candidates[chosen] ?? '');
  return (
    <div className="completions" ref={list}>
      <p role="status">
        {meaning === undefined
          ? t(left > 0 ? 'dock.moreCompletions' : 'dock.chooseCompletion', { count: candidates.length, left })
          : t(meaning.key, meaning.params)}
      </p>
      <ul
        id={id}
        role="listbox"
        aria-label={t('dock.completions')}
        style={{ '--widest': `${widest}ch` } as CSSProperties}
      >
        {shown.map((candidate, index) => (
          <li
            key={candidate}
            id={`${id}-${first + index}`}
            role="option"
            aria-selected={first + index === chosen}
            ref={(item) => {
              if (first + index === chosen) item?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              onChoose(first + index);
            }}
          >
            {candidate}
          </li>
        ))}
      </ul>
    </div>
  );
}
