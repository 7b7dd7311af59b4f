import { useMemo, useRef, useSyncExternalStore, type CSSProperties, type ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { podGlyphs, type Picture, type PictureStore, type PodGlyph, type RevisionMark } from '../../scene/index.ts';
import { PodGlyphMark } from './PodGlyphMark.tsx';
import { revisionColour } from './revision-colour.ts';

interface MarksShown {
  readonly glyphs: readonly PodGlyph[];
  readonly revisions: readonly RevisionMark[];
  readonly boxes: readonly ('ready' | 'notReady' | 'init')[];
  readonly restarts: boolean;
}

/** Revisions that the legend names; of more, the newest. */
const mostRevisions = 4;

function marksShown(picture: Picture): MarksShown {
  const glyphs = new Set<PodGlyph>();
  const revisions = new Map<number, RevisionMark>();
  const boxes = new Set<'ready' | 'notReady' | 'init'>();
  let restarts = false;
  for (const pod of picture.pods.values()) {
    glyphs.add(pod.glyph);
    if (pod.revision !== undefined) revisions.set(pod.revision.number, pod.revision);
    if (pod.restarts > 0) restarts = true;
    if (pod.leaving) continue;
    for (const container of pod.containers) {
      if (container.init) boxes.add('init');
      else if (container.state === 'ready' || container.state === 'notReady') boxes.add(container.state);
    }
  }
  return {
    glyphs: podGlyphs.filter((glyph) => glyphs.has(glyph)),
    revisions: [...revisions.values()].toSorted((a, b) => a.number - b.number).slice(-mostRevisions),
    boxes: (['ready', 'notReady', 'init'] as const).filter((box) => boxes.has(box)),
    restarts,
  };
}

/** Names every mark that is on the screen now, and no other. `extra`: entries for what others draw over the picture. */
export function Legend({ store, extra }: { store: PictureStore; extra?: ReactNode }) {
  const t = useTexts();
  const shown = useRef<{ text: string; marks: MarksShown; pods: Picture['pods'] }>(undefined);
  const subscribe = useMemo(() => (listener: () => void) => store.subscribe('picture', listener), [store]);
  const marks = useSyncExternalStore(subscribe, () => {
    const { picture } = store.scene();
    if (shown.current?.pods === picture.pods) return shown.current.marks;
    const found = marksShown(picture);
    const text = JSON.stringify(found);
    const kept = shown.current?.text === text ? shown.current.marks : found;
    shown.current = { text, marks: kept, pods: picture.pods };
    return kept;
  });
  return (
    <ul className="legend" aria-label={t('canvas.legend.label')}>
      {marks.revisions.map((mark) => (
        <li key={mark.number}>
          <i className="legend-edge" style={{ '--edge': revisionColour(mark) } as CSSProperties} />
          {t('canvas.legend.revision', { number: mark.number })}
        </li>
      ))}
      {marks.glyphs.map((glyph) => (
        <li key={glyph}>
          <PodGlyphMark glyph={glyph} />
          {t(`canvas.glyph.${glyph}`)}
        </li>
      ))}
      {marks.boxes.map((box) => (
        <li key={box}>
          <i className={`box is-${box === 'init' ? 'notReady is-init' : box}`} />
          {t(`canvas.legend.${box}`)}
        </li>
      ))}
      {marks.restarts && (
        <li>
          <span className="pod-restarts">↻</span>
          {t('canvas.legend.restarts')}
        </li>
      )}
      {extra}
    </ul>
  );
}
