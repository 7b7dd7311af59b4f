import { useEffect, useMemo, useState, useSyncExternalStore, type CSSProperties, type ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import {
  createWireReader,
  podGlyphs,
  type Picture,
  type PictureStore,
  type PodGlyph,
  type RevisionMark,
  type Scene,
  type Wire,
} from '../../scene/index.ts';
import './legend.css';
import { PodGlyphMark } from './PodGlyphMark.tsx';
import { revisionColour } from './revision-colour.ts';

interface MarksShown {
  readonly glyphs: readonly PodGlyph[];
  readonly revisions: readonly RevisionMark[];
  readonly boxes: readonly ('ready' | 'notReady' | 'init')[];
  readonly restarts: boolean;
  /** In the meters of the workloads. */
  readonly meter: readonly ('unready' | 'desired' | 'fewest')[];
  readonly wires: readonly Wire['state'][];
}

/** Revisions that the legend names; of more, the newest. */
const mostRevisions = 4;

function marksShown(picture: Picture): Omit<MarksShown, 'meter' | 'wires'> {
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

function metersOf({ workloads }: Picture): MarksShown['meter'] {
  const meters = workloads.filter(({ kind }) => kind !== 'CronJob');
  const bounded = meters.filter(({ kind, desired }) => kind === 'Deployment' && desired > 0);
  return [
    ...(meters.some(({ owners }) => owners.some((owner) => owner.replicas > owner.ready))
      ? (['unready'] as const)
      : []),
    ...(bounded.length > 0 ? (['desired'] as const) : []),
    ...(bounded.some(({ fewest, desired }) => fewest > 0 && fewest !== desired) ? (['fewest'] as const) : []),
  ];
}

const wireStates = ['outside', 'ready', 'notReady', 'broken', 'owner'] as const;

/** Reads the marks of a scene; the same object while they are the same. */
function createMarksReader(): (scene: Scene) => MarksShown {
  const readWires = createWireReader();
  let known:
    | { readonly picture: Picture; readonly wires: readonly Wire[]; readonly text: string; marks: MarksShown }
    | undefined;
  return (scene) => {
    const { picture } = scene;
    const wires = readWires(scene);
    if (
      known?.picture.pods === picture.pods &&
      known.picture.workloads === picture.workloads &&
      known.wires === wires
    ) {
      return known.marks;
    }
    const drawn = new Set(wires.map((wire) => wire.state));
    // The view of the network has no workloads.
    const meter = scene.arrangement.view === 'network' ? [] : metersOf(picture);
    const marks = { ...marksShown(picture), meter, wires: wireStates.filter((state) => drawn.has(state)) };
    const text = JSON.stringify(marks);
    known = { picture, wires, text, marks: known?.text === text ? known.marks : marks };
    return known.marks;
  };
}

/** ms for which a legend stays as it is: a mark that is gone in a moment would only flicker in it. */
const settling = 500;

/** The marks of the scene, not more often than one can read them; those of another view at once. */
function useSettledMarks(store: PictureStore): MarksShown {
  const [read] = useState(createMarksReader);
  const subscribe = useMemo(() => (listener: () => void) => store.subscribe('picture', listener), [store]);
  const marks = useSyncExternalStore(subscribe, () => read(store.scene()));
  const { view } = store.scene().arrangement;
  const [shown, setShown] = useState({ marks, view });
  if (shown.view !== view) setShown({ marks, view });
  const isOld = shown.marks !== marks;
  useEffect(() => {
    if (!isOld) return undefined;
    const timer = setTimeout(() => {
      const scene = store.scene();
      setShown({ marks: read(scene), view: scene.arrangement.view });
    }, settling);
    return () => clearTimeout(timer);
  }, [isOld, read, store]);
  return shown.marks;
}

/** Names every mark that is on the screen now, and no other. `extra`: entries for what others draw over the picture. */
export function Legend({ store, extra }: { store: PictureStore; extra?: ReactNode }) {
  const t = useTexts();
  const marks = useSettledMarks(store);
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
      {marks.meter.map((mark) => (
        <li key={mark}>
          <i className={`legend-meter is-${mark}`} />
          {t(`canvas.legend.meter.${mark}`)}
        </li>
      ))}
      {marks.wires.map((state) => (
        <li key={state}>
          <svg className={`legend-wire wire is-${state}`} width="18" height="8" aria-hidden>
            <path className="wire-line" d={state === 'broken' ? 'M0 4H11' : 'M0 4H18'} />
            {state === 'broken' && <path className="wire-line" d="M11 1L17 7M17 1L11 7" />}
          </svg>
          {t(`canvas.legend.wire.${state}`)}
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
