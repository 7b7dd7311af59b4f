import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import type { Frame, StoryLine } from '../../session/index.ts';
import { rowsInSightAnd } from '../chrome/drawn-rows.ts';
import { Linked } from '../chrome/Linked.tsx';
import { pointInStory, usePointing } from '../chrome/pointing.ts';
import { useSessionState } from '../chrome/session-context.ts';
import { useStoryScroll } from './story-scroll.ts';
import type { StoryRow } from './story-groups.ts';
import { refsOfDecision } from './subject-ref.ts';

/** px of a line that is not broken; what is drawn is measured. */
const LINE_HEIGHT = 25;
/** Lines drawn above and below those in sight. */
const OVERSCAN = 12;

/** The lines in sight of a story that may have tens of thousands. It stays at its end while one is there. */
export function StoryRows({
  rows,
  frame,
  onFold,
  sentenceOf,
}: {
  rows: readonly StoryRow[];
  frame: Frame;
  onFold: (id: number, isFolded: boolean) => void;
  sentenceOf: (line: StoryLine) => string;
}) {
  const t = useTexts();
  const view = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number>();
  const focusedIndex = rows.findIndex(({ line }) => line.decision.id === focused);
  // oxlint-disable-next-line react/incompatible-library -- the page is not compiled, so nothing of it is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => view.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.line.decision.id ?? index,
    // What has the focus stays in the page.
    rangeExtractor: rowsInSightAnd(focusedIndex),
  });
  const onScroll = useStoryScroll(view, rows, (index) => virtual.scrollToIndex(index, { align: 'center' }));

  return (
    <div
      ref={view}
      className="table-scroll"
      tabIndex={0}
      role="region"
      aria-label={t('dock.story')}
      onPointerLeave={() => pointInStory()}
      onBlur={() => {
        pointInStory();
        setFocused(undefined);
      }}
      onScroll={onScroll}
    >
      {rows.length === 0 && <p className="dock-note">{t('story.nothing')}</p>}
      <ol className="story" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <StoryRowLine
              key={key}
              ref={virtual.measureElement}
              row={row}
              sentence={sentenceOf(row.line)}
              index={index}
              count={rows.length}
              start={start}
              frame={frame}
              onFold={() => onFold(row.line.decision.id, !row.isFolded)}
              onFocus={() => setFocused(row.line.decision.id)}
            />
          );
        })}
      </ol>
    </div>
  );
}

/** One line; a cause with the button that folds what followed from it. */
function StoryRowLine({
  ref,
  row: {
    line: { decision, depth, quiet, uids },
    consequences,
    isFolded,
  },
  sentence,
  index,
  count,
  start,
  frame,
  onFold,
  onFocus,
}: {
  ref: Ref<HTMLLIElement>;
  row: StoryRow;
  sentence: string;
  index: number;
  count: number;
  /** px from the top of the list. */
  start: number;
  frame: Frame;
  onFold: () => void;
  onFocus: () => void;
}) {
  const startTime = useSessionState((state) => state.startTime);
  const isPointed = usePointing(({ inPicture }) => inPicture !== undefined && uids.includes(inPicture));
  const refs = refsOfDecision(decision, frame.snapshot);
  return (
    <li
      ref={ref}
      data-index={index}
      data-cause={consequences === undefined ? undefined : decision.id}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${start}px)` }}
    >
      <div
        className="story-line"
        data-quiet={quiet}
        data-pointed={isPointed}
        onPointerEnter={() => pointInStory(uids)}
        onFocus={() => {
          onFocus();
          pointInStory(uids);
        }}
      >
        <Fold consequences={consequences ?? 0} isFolded={isFolded} onFold={onFold} />
        <time>{clockTextShort(decision.time - startTime)}</time>
        <span className="story-actor">{decision.actor}</span>
        <span style={{ paddingLeft: `${depth * 14}px` }}>
          <Linked text={sentence} refs={refs} />
        </span>
      </div>
    </li>
  );
}

function Fold({
  consequences,
  isFolded,
  onFold,
}: {
  consequences: number;
  isFolded: boolean;
  onFold: () => void;
}): ReactNode {
  const t = useTexts();
  if (consequences === 0) return <span className="story-fold" aria-hidden />;
  return (
    <button
      type="button"
      className="story-fold"
      aria-expanded={!isFolded}
      aria-label={t('story.consequences', { count: consequences })}
      onClick={onFold}
    >
      <ChevronRight size={14} aria-hidden />
      {isFolded && <span>{consequences}</span>}
    </button>
  );
}
