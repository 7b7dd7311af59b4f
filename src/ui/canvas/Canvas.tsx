import { ReactFlow, ReactFlowProvider, useReactFlow, useStore, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize, Minus, Plus } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Card, CardKind, Layout } from '../../scene/index.ts';
import './canvas.css';
import type { CanvasProps } from './canvas-props.ts';
import { CanvasScopeContext, useScope, useTopic, type CanvasScope } from './canvas-scope.ts';
import { ClientCard } from './ClientCard.tsx';
import { DetailContext, detailAt, farAt } from './detail.ts';
import { refOf, relatedPods, thingAt } from './find-ref.ts';
import { fittingViewport, maxZoom, minZoom } from './fit.ts';
import { Flights } from './Flights.tsx';
import { FocusKeeper } from './FocusKeeper.tsx';
import { createLiveSpans } from './live-spans.ts';
import { createMarks } from './marks.ts';
import { calm, wantsLessMotion } from './motion.ts';
import { NodeCard } from './NodeCard.tsx';
import { EndpointsCard, LooseCard, ReplicaSetCard, TrayCard } from './PodCards.tsx';
import { endStop, isArrow, nextStop, setTabStop } from './roving-focus.ts';
import { ServiceCard } from './ServiceCard.tsx';
import { Wires } from './Wires.tsx';
import { WorkloadCard } from './WorkloadCard.tsx';

type CardNode = Node<{ card: Card }, CardKind>;

function inNode(CardOf: ComponentType<{ card: Card }>): ComponentType<NodeProps<CardNode>> {
  return function CardInNode({ data }: NodeProps<CardNode>) {
    return <CardOf card={data.card} />;
  };
}

const nodeTypes: Record<CardKind, ComponentType<NodeProps<CardNode>>> = {
  client: inNode(ClientCard),
  service: inNode(ServiceCard),
  workload: inNode(WorkloadCard),
  node: inNode(NodeCard),
  tray: inNode(TrayCard),
  replicaSet: inNode(ReplicaSetCard),
  endpoints: inNode(EndpointsCard),
  loose: inNode(LooseCard),
};

/** From this many cards on, those out of sight are not in the page. */
const manyCards = 40;

function nodesOf(layout: Layout): CardNode[] {
  return layout.cards.map((card) => ({
    id: card.id,
    type: card.kind,
    position: { x: card.x, y: card.y },
    width: card.width,
    height: card.height,
    // React Flow lets the pointer through nodes that one can neither drag nor select.
    style: { pointerEvents: 'all' },
    data: { card },
  }));
}

/** Keeps the whole picture in sight until the person moves it. */
function useAutomaticFit(layout: Layout): { fit: () => void; onMoveStart: (event: unknown) => void } {
  const { setViewport } = useReactFlow();
  const { store } = useScope();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const isMoved = useRef(false);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (width === 0 || height === 0) return;
    store.setWindow({ width, height });
    if (isMoved.current) return;
    const duration = isFirst.current || wantsLessMotion() ? 0 : calm;
    isFirst.current = false;
    void setViewport(fittingViewport(layout, { width, height }), { duration });
  }, [store, layout, width, height, setViewport]);
  const fit = useCallback(() => {
    isMoved.current = false;
    store.setWindow({ width, height }, true);
    const duration = wantsLessMotion() ? 0 : calm;
    void setViewport(fittingViewport(store.scene().layout, { width, height }), { duration });
  }, [store, width, height, setViewport]);
  const onMoveStart = useCallback((event: unknown) => {
    // A move that the program makes has no event.
    if (event !== null) isMoved.current = true;
  }, []);
  return { fit, onMoveStart };
}

function ZoomButtons({ fit }: { fit: () => void }) {
  const { t } = useScope();
  const { zoomIn, zoomOut } = useReactFlow();
  const duration = wantsLessMotion() ? 0 : 150;
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
      {button(t('canvas.zoom.in'), Plus, () => void zoomIn({ duration }))}
      {button(t('canvas.zoom.out'), Minus, () => void zoomOut({ duration }))}
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
  const { getViewport, setViewport } = useReactFlow();
  return (element, canvas) => {
    const frame = canvas.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const margin = 16;
    const shift = (low: number, high: number, from: number, to: number): number =>
      low < from + margin ? from + margin - low : high > to - margin ? to - margin - high : 0;
    const dx = shift(box.left, box.right, frame.left, frame.right);
    const dy = shift(box.top, box.bottom, frame.top, frame.bottom);
    if (dx === 0 && dy === 0) return;
    const { x, y, zoom } = getViewport();
    void setViewport({ x: x + dx, y: y + dy, zoom }, { duration: wantsLessMotion() ? 0 : 150 });
  };
}

function Picture({ props, canvas }: { props: CanvasProps; canvas: RefObject<HTMLDivElement | null> }) {
  const { store, marks, t } = useScope();
  const layout = useTopic('layout', (scene) => scene.layout);
  const view = useTopic('picture', (scene) => scene.arrangement.view);
  const nodes = useMemo(() => nodesOf(layout), [layout]);
  const { fit, onMoveStart } = useAutomaticFit(layout);
  const detail = useStore((state) => detailAt(state.transform[2]));
  const far = useStore((state) => farAt(state.transform[2]));
  const reveal = useReveal();
  const { onSelect, onOpenMenu, onAction } = props;

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
    else if (event.target instanceof Element && event.target.classList.contains('react-flow__pane'))
      onSelect(undefined);
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
  const onKeyDown = (event: KeyboardEvent): void => {
    const root = canvas.current;
    const element = thingAt(event.target);
    if (root === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      onSelect(undefined);
      return;
    }
    if (element === undefined) return;
    const ref = refAt(element);
    let stop: HTMLElement | undefined;
    if (isArrow(event.key)) stop = nextStop(root, element, event.key);
    else if (event.key === 'Home') stop = endStop(root, 'first');
    else if (event.key === 'End') stop = endStop(root, 'last');
    else if (event.key === 'Enter' && ref !== undefined) {
      onSelect(ref);
      onAction('inspect', ref);
    } else if (event.key === 'Delete' && ref !== undefined) onAction('delete', ref);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
    stop?.focus({ preventScroll: true });
  };

  return (
    <DetailContext value={detail}>
      <div
        ref={canvas}
        className="canvas"
        data-detail={detail}
        data-view={view}
        style={{ '--far': far } as CSSProperties}
        role="group"
        aria-label={t('canvas.label')}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
        onPointerOver={(event) => point(thingAt(event.target))}
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
        <ReactFlow
          nodes={nodes}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          zoomActivationKeyCode={null}
          panActivationKeyCode={null}
          zoomOnDoubleClick={false}
          minZoom={minZoom}
          maxZoom={maxZoom}
          onlyRenderVisibleElements={nodes.length > manyCards}
          onMoveStart={(event) => {
            onMoveStart(event);
            canvas.current?.setAttribute('data-moving', '');
          }}
          onMoveEnd={() => canvas.current?.removeAttribute('data-moving')}
        >
          <Wires />
          <Flights canvas={canvas} />
        </ReactFlow>
        <ZoomButtons fit={fit} />
        <Invitation>{props.invitation}</Invitation>
        <FocusKeeper canvas={canvas} />
      </div>
    </DetailContext>
  );
}

/** The picture of the cluster: pan, zoom, point, select, move by arrow keys. */
export function Canvas(props: CanvasProps) {
  const { store, selection, highlighted, found } = props;
  const t = useTexts();
  const canvas = useRef<HTMLDivElement>(null);
  const [marks] = useState(createMarks);
  const live = useMemo(() => createLiveSpans(store), [store]);
  const scope = useMemo((): CanvasScope => ({ store, marks, live, t }), [store, marks, live, t]);
  useEffect(() => live.start(), [live]);
  useLayoutEffect(() => {
    marks.set({ selected: selection?.uid, found, highlighted: highlighted ?? new Set() });
  }, [marks, selection?.uid, found, highlighted]);
  return (
    <CanvasScopeContext value={scope}>
      <ReactFlowProvider>
        <Picture props={props} canvas={canvas} />
      </ReactFlowProvider>
    </CanvasScopeContext>
  );
}
