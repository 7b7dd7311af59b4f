import { Maximize, Minus, Plus } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ComponentType,
  type CSSProperties,
  type MouseEvent,
  type RefObject,
} from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Layout } from '../../scene/index.ts';
import './canvas.css';
import type { CanvasProps } from './canvas-props.ts';
import { CanvasScopeContext, useScope, useTopic, type CanvasScope } from './canvas-scope.ts';
import { DetailContext, detailAt, farAt } from './detail.ts';
import { refOf, relatedPods, thingAt } from './find-ref.ts';
import { fittingViewport, maxZoom, minZoom, spaceIn } from './fit.ts';
import { Flights } from './Flights.tsx';
import { FocusKeeper } from './FocusKeeper.tsx';
import { Cards } from './Cards.tsx';
import { Ground } from './Ground.tsx';
import { createLiveSpans } from './live-spans.ts';
import { createMarks } from './marks.ts';
import './picture-tools.css';
import { calm, wantsLessMotion } from './motion.ts';
import { usePictureKeys } from './keys.ts';
import { setTabStop } from './roving-focus.ts';
import { ThingMenu } from './ThingMenu.tsx';
import { createViewport } from './viewport.ts';
import { Wires } from './Wires.tsx';

/** Keeps the whole picture in sight until the person moves it. */
function useAutomaticFit(layout: Layout): { fit: () => void; onMoveStart: () => void } {
  const { store, viewport } = useScope();
  const size = useSyncExternalStore(viewport.subscribe, viewport.size);
  const isMoved = useRef(false);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (size.width === 0 || size.height === 0) return;
    // Until a person has moved the picture, its cards stand as suits the window, also when that changes.
    store.setWindow(spaceIn(size), !isMoved.current);
    if (isMoved.current) return;
    const duration = isFirst.current || wantsLessMotion() ? 0 : calm;
    isFirst.current = false;
    viewport.moveTo(fittingViewport(layout, size), duration);
  }, [store, viewport, layout, size]);
  const fit = useCallback(() => {
    isMoved.current = false;
    store.setWindow(spaceIn(viewport.size()), true);
    viewport.moveTo(fittingViewport(store.scene().layout, viewport.size()), wantsLessMotion() ? 0 : calm);
  }, [store, viewport]);
  const onMoveStart = useCallback(() => {
    isMoved.current = true;
  }, []);
  return { fit, onMoveStart };
}

/** How much a press on a zoom button changes. */
const ZOOM_STEP = 1.25;

function ZoomButtons({ fit, onMoveStart }: { fit: () => void; onMoveStart: () => void }) {
  const { t, viewport } = useScope();
  const zoom = (factor: number): void => {
    onMoveStart();
    viewport.zoomBy(factor, wantsLessMotion() ? 0 : 150);
  };
  const button = (label: string, icon: ComponentType<{ 'aria-hidden': boolean }>, run: () => void) => {
    const Icon = icon;
    return (
      <button type="button" aria-label={label} title={label} onClick={run}>
        <Icon aria-hidden />
      </button>
    );
  };
  return (
    <div className="zoom-buttons">
      {button(t('canvas.zoom.in'), Plus, () => zoom(ZOOM_STEP))}
      {button(t('canvas.zoom.out'), Minus, () => zoom(1 / ZOOM_STEP))}
      {button(t('canvas.zoom.fit'), Maximize, fit)}
    </div>
  );
}

function Invitation({ children }: { children: CanvasProps['invitation'] }) {
  const { t } = useScope();
  const isEmpty = useTopic(
    'picture',
    ({ picture }) => picture.pods.size + picture.workloads.length + picture.services.length === 0,
  );
  if (!isEmpty) return null;
  return <div className="invitation">{children ?? <p>{t('canvas.empty')}</p>}</div>;
}

/** Brings what has the focus into sight; the page itself never scrolls. */
function useReveal(): (element: HTMLElement, canvas: HTMLElement) => void {
  const { viewport } = useScope();
  return (element, canvas) => {
    const frame = canvas.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const margin = 16;
    // The buttons below stand there.
    const below = 40;
    const shift = (low: number, high: number, from: number, to: number): number =>
      low < from ? from - low : high > to ? to - high : 0;
    const dx = shift(box.left, box.right, frame.left + margin, frame.right - margin);
    const dy = shift(box.top, box.bottom, frame.top + margin, frame.bottom - below);
    if (dx === 0 && dy === 0) return;
    const { x, y, zoom } = viewport.view();
    viewport.moveTo({ x: x + dx, y: y + dy, zoom }, wantsLessMotion() ? 0 : 150);
  };
}

function Picture({ props, canvas }: { props: CanvasProps; canvas: RefObject<HTMLDivElement | null> }) {
  const { store, marks, t, viewport } = useScope();
  const layout = useTopic('layout', (scene) => scene.layout);
  const view = useTopic('picture', (scene) => scene.arrangement.view);
  const { fit, onMoveStart } = useAutomaticFit(layout);
  const detail = useSyncExternalStore(viewport.subscribe, () => detailAt(viewport.view().zoom));
  const far = useSyncExternalStore(viewport.subscribe, () => farAt(viewport.view().zoom));
  const { scale } = layout.shape;
  // Cards are drawn larger by the scale, so their words are as near as if the zoom were.
  const words = useSyncExternalStore(viewport.subscribe, () => farAt(viewport.view().zoom * scale));
  const wordsDetail = useSyncExternalStore(viewport.subscribe, () => detailAt(viewport.view().zoom * scale));
  const reveal = useReveal();
  const { onSelect, onOpenMenu } = props;

  const refAt = (target: EventTarget | null) => {
    const element = thingAt(target);
    return element && refOf(element, store.scene().picture);
  };
  const point = (element: HTMLElement | undefined): void => {
    const uid = element?.dataset['uid'];
    if (marks.emphasis().pointed === uid) return;
    marks.set({ pointed: uid, related: element && relatedPods(element, store.scene().picture) });
  };
  const onClick = (event: MouseEvent): void => {
    const ref = refAt(event.target);
    if (ref !== undefined) onSelect(ref);
    else if (event.target instanceof Element && event.target.closest('[data-client]') !== null) props.onClient?.();
    else if (event.target instanceof Element && event.target.classList.contains('canvas-pane')) {
      marks.set({ wire: undefined });
      onSelect(undefined);
    }
  };
  const onContextMenu = (event: MouseEvent): void => {
    const element = thingAt(event.target);
    const ref = refAt(event.target);
    if (element === undefined || ref === undefined) return;
    event.preventDefault();
    const box = element.getBoundingClientRect();
    // A key has no place: the menu then opens at the thing.
    const isKey = event.button !== 2;
    onOpenMenu(ref, isKey ? { x: box.left + 12, y: box.bottom - 6 } : { x: event.clientX, y: event.clientY });
  };
  const onKeyDown = usePictureKeys(canvas, props, fit);

  return (
    <DetailContext value={detail}>
      <div
        ref={canvas}
        className="canvas"
        data-detail={detail}
        data-words={wordsDetail}
        data-view={view}
        style={{ '--far': far, '--words': words, '--scale': scale } as CSSProperties}
        role="group"
        aria-label={t('canvas.label')}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
        onPointerOver={({ target }) => {
          // On its way to the button, the pointer is still at the thing.
          if (!(target instanceof Element && target.closest('.thing-menu') !== null)) point(thingAt(target));
        }}
        onPointerLeave={() => point(undefined)}
        onFocus={(event) => {
          const element = thingAt(event.target);
          if (element === undefined || canvas.current === null) return;
          setTabStop(canvas.current, element);
          if (element.matches(':focus-visible')) {
            reveal(element, canvas.current);
            point(element);
          }
        }}
        onBlur={() => point(undefined)}
      >
        <Ground canvas={canvas} onMoveStart={onMoveStart}>
          <Cards cards={layout.cards} />
          <Wires />
          <Flights canvas={canvas} />
          {props.overlay}
          <ThingMenu onOpenMenu={onOpenMenu} />
        </Ground>
        <ZoomButtons fit={fit} onMoveStart={onMoveStart} />
        <Invitation>{props.invitation}</Invitation>
        <FocusKeeper canvas={canvas} />
      </div>
    </DetailContext>
  );
}

/** The picture of the cluster: pan, zoom, point, select, move by arrow keys. */
export function Canvas(props: CanvasProps) {
  const { store, selection, highlighted, found, rollout } = props;
  const t = useTexts();
  const canvas = useRef<HTMLDivElement>(null);
  const [marks] = useState(createMarks);
  const live = useMemo(() => createLiveSpans(store), [store]);
  const [viewport] = useState(() => createViewport({ min: minZoom, max: maxZoom }));
  const scope = useMemo(
    (): CanvasScope => ({ store, marks, live, viewport, t, rollout }),
    [store, marks, live, viewport, t, rollout],
  );
  useEffect(() => live.start(), [live]);
  useLayoutEffect(() => {
    marks.set({ selected: selection?.uid, found, highlighted: highlighted ?? new Set() });
  }, [marks, selection?.uid, found, highlighted]);
  return (
    <CanvasScopeContext value={scope}>
      <Picture props={props} canvas={canvas} />
    </CanvasScopeContext>
  );
}
