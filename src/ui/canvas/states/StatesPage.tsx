import { useMemo, useState, type CSSProperties } from 'react';
import { useTexts } from '../../../i18n/index.ts';
import {
  createPictureStore,
  project,
  tile,
  type ObjectRef,
  type PodView,
  type ViewName,
} from '../../../scene/index.ts';
import { Canvas } from '../Canvas.tsx';
import { CanvasScopeContext, type CanvasScope } from '../canvas-scope.ts';
import { DetailContext, farAt } from '../detail.ts';
import { Legend } from '../Legend.tsx';
import { createLiveSpans } from '../live-spans.ts';
import { createMarks } from '../marks.ts';
import { createViewport } from '../viewport.ts';
import { PodImage } from '../PodTile.tsx';
import { sampleCluster, sampleStates } from './samples.ts';
import './states.css';

/** The zooms at which tiles are shown: of each level of detail one that it is often seen at. */
const zooms = { tile: 1, compact: 0.62, chip: 0.36 } as const;

type Level = keyof typeof zooms;

function StateTiles({ states, detail }: { states: readonly { caption: string; pod: PodView }[]; detail: Level }) {
  const t = useTexts();
  const zoom = zooms[detail];
  const style = { '--far': farAt(zoom), '--zoom': zoom } as CSSProperties;
  return (
    <DetailContext value={detail}>
      <div className="canvas states-tiles" data-detail={detail} style={style}>
        {states.map(({ caption, pod }) => (
          <figure key={caption}>
            <div
              role="img"
              aria-label={t(pod.label.key, pod.label.params)}
              style={{ width: tile.width * zoom, height: tile.height * zoom }}
            >
              <PodImage pod={pod} style={{ width: tile.width, height: tile.height }} />
            </div>
            <figcaption>{t(`states.${caption}`)}</figcaption>
          </figure>
        ))}
      </div>
    </DetailContext>
  );
}

function SampleCanvas({ view, className }: { view: ViewName; className: string }) {
  const [store] = useState(() => createPictureStore(project(sampleCluster()), view));
  const [selection, setSelection] = useState<ObjectRef>();
  return (
    <>
      <Legend store={store} />
      <div className={className}>
        <Canvas
          store={store}
          selection={selection}
          onSelect={setSelection}
          onOpenMenu={setSelection}
          onAction={(_, ref) => setSelection(ref)}
        />
      </div>
    </>
  );
}

/** Every state of everything in the picture, in both themes and at every distance. */
export default function StatesPage() {
  const t = useTexts();
  const [states] = useState(sampleStates);
  const scope = useMemo((): CanvasScope => {
    const store = createPictureStore(project(sampleCluster()));
    const viewport = createViewport({ min: 1, max: 1 });
    return { store, marks: createMarks(), live: createLiveSpans(store), viewport, t, rollout: undefined };
  }, [t]);
  return (
    <main className="states">
      <header>
        <h1>{t('states.title')}</h1>
        <a href="#">{t('states.back')}</a>
      </header>
      {(['light', 'dark'] as const).map((theme) => (
        <section key={theme} data-theme={theme} aria-label={t(`states.${theme}`)}>
          <h2>{t(`states.${theme}`)}</h2>
          <CanvasScopeContext value={scope}>
            <h3>{t('states.near')}</h3>
            <StateTiles states={states} detail="tile" />
            <h3>{t('states.further')}</h3>
            <StateTiles states={states} detail="compact" />
            <h3>{t('states.chips')}</h3>
            <StateTiles states={states} detail="chip" />
          </CanvasScopeContext>
          <h3>{t('states.cluster')}</h3>
          <SampleCanvas view="cluster" className="states-window" />
          <h3>{t('states.clusterFurther')}</h3>
          <SampleCanvas view="cluster" className="states-window is-medium" />
          <h3>{t('states.counts')}</h3>
          <SampleCanvas view="cluster" className="states-window is-small" />
          <h3>{t('states.ownership')}</h3>
          <SampleCanvas view="ownership" className="states-window" />
          <h3>{t('states.network')}</h3>
          <SampleCanvas view="network" className="states-window" />
        </section>
      ))}
    </main>
  );
}
