import { ChevronRight } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import type { Frame, StoryLine, StoryTeller } from '../../session/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import { Linked } from '../chrome/Linked.tsx';
import { pointInStory, usePointing } from '../chrome/pointing.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { groupsOf, isWanted } from './story-groups.ts';
import type { StoryFilter, StoryGroup } from './story-groups.ts';
import { refOfSubject } from './subject-ref.ts';
import './story.css';

const MOST_LINES = 300;
const everything: StoryFilter = { text: '', actor: '', uid: undefined };

/** What the cluster decided and why, one line a decision; what follows from one cause stands under it. */
export function StoryList({ story }: { story: StoryTeller }) {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const lines = useMemo(
    () => story(session.cluster, frame.past ? session.history.now : Infinity, MOST_LINES),
    [story, session, frame],
  );
  const [filter, setFilter] = useState(everything);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const groups = useMemo(
    () => groupsOf(lines, (line) => isWanted(line, decisionText(line.decision, t), filter)),
    [lines, filter, t],
  );
  const view = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  // Whoever leaves the story points at nothing in it any more.
  useLayoutEffect(() => () => pointInStory(), []);
  useLayoutEffect(() => {
    if (follows.current && view.current !== null) view.current.scrollTop = view.current.scrollHeight;
  });

  if (lines.length === 0) return <p className="dock-note">{t('dock.noStory')}</p>;
  const isAllFolded = groups.every(({ cause }) => folded.has(cause.decision.id));
  return (
    <div className="story-pane">
      <StoryFilters
        filter={filter}
        actors={[...new Set(lines.map(({ decision }) => decision.actor))].toSorted()}
        isAllFolded={isAllFolded}
        onFilter={setFilter}
        onFoldAll={() => setFolded(new Set(isAllFolded ? [] : groups.map(({ cause }) => cause.decision.id)))}
      />
      <div
        ref={view}
        className="table-scroll"
        tabIndex={0}
        role="region"
        aria-label={t('dock.story')}
        onPointerLeave={() => pointInStory()}
        onBlur={() => pointInStory()}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {groups.length === 0 && <p className="dock-note">{t('story.nothing')}</p>}
        <ol className="story">
          {groups.map((group) => {
            const { id } = group.cause.decision;
            const isFolded = folded.has(id);
            return (
              <Group
                key={id}
                group={group}
                frame={frame}
                isFolded={isFolded}
                onFold={() =>
                  setFolded(isFolded ? new Set([...folded].filter((each) => each !== id)) : new Set([...folded, id]))
                }
                t={t}
              />
            );
          })}
        </ol>
      </div>
    </div>
  );
}

function StoryFilters({
  filter,
  actors,
  isAllFolded,
  onFilter,
  onFoldAll,
}: {
  filter: StoryFilter;
  actors: readonly string[];
  isAllFolded: boolean;
  onFilter: (filter: StoryFilter) => void;
  onFoldAll: () => void;
}) {
  const t = useTexts();
  const selection = useSessionState((state) => state.selection);
  const isObject = filter.uid !== undefined;
  return (
    <div className="story-filters" role="search" aria-label={t('story.filters')}>
      <input
        type="search"
        className="story-field"
        aria-label={t('story.text')}
        placeholder={t('story.text')}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <select
        className="story-field"
        aria-label={t('story.actor')}
        value={filter.actor}
        onChange={(event) => onFilter({ ...filter, actor: event.target.value })}
      >
        <option value="">{t('story.everybody')}</option>
        {actors.map((actor) => (
          <option key={actor} value={actor}>
            {actor}
          </option>
        ))}
      </select>
      {(selection !== undefined || isObject) && (
        <button
          type="button"
          className="button"
          aria-pressed={isObject}
          onClick={() => onFilter({ ...filter, uid: isObject ? undefined : selection?.uid })}
        >
          {isObject ? t('story.allObjects') : t('story.onlyObject', { name: selection?.name })}
        </button>
      )}
      <span className="spacer" />
      <button type="button" className="button quiet" onClick={onFoldAll}>
        {isAllFolded ? t('story.unfoldAll') : t('story.foldAll')}
      </button>
    </div>
  );
}

/** One cause, and what followed from it. */
function Group({
  group: { cause, lines },
  frame,
  isFolded,
  onFold,
  t,
}: {
  group: StoryGroup;
  frame: Frame;
  isFolded: boolean;
  onFold: () => void;
  t: Translate;
}) {
  return (
    <li>
      <Line line={cause} frame={frame} t={t}>
        {lines.length === 0 ? (
          <span className="story-fold" aria-hidden />
        ) : (
          <button
            type="button"
            className="story-fold"
            aria-expanded={!isFolded}
            aria-label={t('story.consequences', { count: lines.length })}
            onClick={onFold}
          >
            <ChevronRight size={14} aria-hidden />
            {isFolded && <span>{lines.length}</span>}
          </button>
        )}
      </Line>
      {lines.length > 0 && !isFolded && (
        <ol>
          {lines.map((line) => (
            <li key={line.decision.id}>
              <Line line={line} frame={frame} t={t} />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function Line({
  line: { decision, depth, quiet, uids },
  frame,
  t,
  children,
}: {
  line: StoryLine;
  frame: Frame;
  t: Translate;
  children?: React.ReactNode;
}) {
  const start = useSessionState((state) => state.startTime);
  const isPointed = usePointing(({ inPicture }) => inPicture !== undefined && uids.includes(inPicture));
  const ref = refOfSubject(decision.subject, frame.snapshot);
  return (
    <div
      className="story-line"
      data-quiet={quiet}
      data-pointed={isPointed}
      onPointerEnter={() => pointInStory(uids)}
      onFocus={() => pointInStory(uids)}
    >
      {children ?? <span className="story-fold" aria-hidden />}
      <time>{clockTextShort(decision.time - start)}</time>
      <span className="story-actor">{decision.actor}</span>
      <span style={{ paddingLeft: `${depth * 14}px` }}>
        <Linked text={decisionText(decision, t)} refs={ref === undefined ? [] : [ref]} />
      </span>
    </div>
  );
}
