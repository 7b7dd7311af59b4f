import { useDeferredValue, useLayoutEffect, useMemo, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { Story, StoryLine } from '../../session/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import { pointInStory } from '../chrome/pointing.ts';
import { useSession } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { groupsOf, lineFilter, rowsOf } from './story-groups.ts';
import type { StoryFilter } from './story-groups.ts';
import { StoryFilters } from './StoryFilters.tsx';
import { StoryRows } from './StoryRows.tsx';
import './story.css';

const everything: StoryFilter = { text: '', actor: '', uid: undefined };

/** What the cluster decided and why, one line a decision; what follows from one cause stands under it. */
export function StoryList({ story }: { story: Story }) {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const { now } = session.history;
  const lines = useMemo(() => story.upTo(session.cluster, frame.past ? now : Infinity), [story, session, frame, now]);
  const [filter, setFilter] = useState(everything);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const sentenceOf = useMemo(() => remembered(t), [t]);
  const asked = useDeferredValue(filter);
  const groups = useMemo(() => groupsOf(lines, lineFilter(asked, sentenceOf)), [lines, asked, sentenceOf]);
  const rows = useMemo(() => rowsOf(groups, folded), [groups, folded]);
  const actors = useMemo(() => [...new Set(lines.map(({ decision }) => decision.actor))].toSorted(), [lines]);
  // Whoever leaves the story points at nothing in it any more.
  useLayoutEffect(() => () => pointInStory(), []);

  if (lines.length === 0) return <p className="dock-note">{t('dock.noStory')}</p>;
  const isAllFolded = groups.every(({ cause }) => folded.has(cause.decision.id));
  return (
    <div className="story-pane">
      <StoryFilters
        filter={filter}
        actors={actors}
        isAllFolded={isAllFolded}
        onFilter={setFilter}
        onFoldAll={() => setFolded(new Set(isAllFolded ? [] : groups.map(({ cause }) => cause.decision.id)))}
      />
      <StoryRows
        rows={rows}
        frame={frame}
        onFold={(id, isFolded) =>
          setFolded(isFolded ? new Set([...folded, id]) : new Set([...folded].filter((each) => each !== id)))
        }
        sentenceOf={sentenceOf}
      />
    </div>
  );
}

/** Tells a line, and remembers how: a long story is told again with every search. */
function remembered(t: Translate): (line: StoryLine) => string {
  const told = new WeakMap<StoryLine, string>();
  return (line) => {
    const known = told.get(line);
    if (known !== undefined) return known;
    const sentence = decisionText(line.decision, t);
    told.set(line, sentence);
    return sentence;
  };
}
