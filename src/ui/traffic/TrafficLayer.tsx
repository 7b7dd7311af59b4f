import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from 'react';
import {
  createPathReader,
  DotDrawer,
  drawnTimes,
  trafficPicture,
  type Dot,
  type Path,
  type TrafficEdge,
  type TrafficPicture,
} from '../../scene/index.ts';
import type { Session } from '../../session/index.ts';
import { useScope } from '../canvas/canvas-scope.ts';
import { useDetail } from '../canvas/detail.ts';
import { wantsLessMotion } from '../canvas/motion.ts';
import { useSession } from '../chrome/session-context.ts';
import { noteDrawn } from './drawn-marks.ts';
import { DamageMarks } from './DamageMarks.tsx';
import { PlaceCounts } from './PlaceCounts.tsx';
import { choose, requestPanel, useRequestPanel } from './request-panel.ts';
import { showRequests } from './show-requests.ts';
import { useSampled } from './use-sampled.ts';
import './traffic-layer.css';

/** Requests that pass in a second of wall time above which dots are a blur, and flows are drawn. */
const MOST_DOTS_A_SECOND = 20;
/** px that the dashes of a flow travel in a second of wall time. */
const FLOW_SPEED = 90;
/** Wall ms between two notes of what is in the picture, for the legend. */
const NOTE_MS = 1000;
const SVG = 'http://www.w3.org/2000/svg';

function pathText(path: Path): string {
  return path.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function isSame(a: TrafficPicture, b: TrafficPicture): boolean {
  return (
    a.edges.length === b.edges.length &&
    a.counts.size === b.counts.size &&
    a.edges.every((edge, index) => {
      const other = b.edges[index];
      return (
        edge.id === other?.id &&
        edge.requests === other.requests &&
        edge.failed === other.failed &&
        edge.perSecond === other.perSecond &&
        edge.label.x === other.label.x &&
        edge.label.y === other.label.y
      );
    })
  );
}

/** Requests in the picture: a dot each while they are few, flows with rates when they are many; and how many there were. */
export default function TrafficLayer() {
  const { store } = useScope();
  const [readPaths] = useState(createPathReader);
  const read = useCallback(
    (session: Session) => {
      const scene = store.scene();
      return trafficPicture(scene, readPaths(scene), session.traffic.edges());
    },
    [store, readPaths],
  );
  const session = useSession();
  const picture = useSampled(read, isSame);
  const wallRate = picture.wholeRate * session.state.speed;
  const flows = wallRate > MOST_DOTS_A_SECOND;
  const { edges } = picture;
  useEffect(() => {
    const note = (): void => {
      if (edges.length > 0) noteDrawn('numbers');
      if (edges.some(({ isCall }) => isCall)) noteDrawn('call');
      if (!flows) return;
      if (edges.some(({ perSecond }) => perSecond > 0)) noteDrawn('flow');
      if (edges.some(({ failedPerSecond }) => failedPerSecond > 0)) noteDrawn('failedFlow');
    };
    note();
    const timer = setInterval(note, NOTE_MS);
    return () => clearInterval(timer);
  }, [edges, flows]);
  return (
    <>
      <svg className="traffic-lines" aria-hidden width="1" height="1">
        {picture.edges.map((edge) => (
          <EdgeLine key={edge.id} edge={edge} flows={flows} />
        ))}
      </svg>
      <PlaceCounts counts={picture.counts} />
      <svg className="traffic-labels" aria-hidden width="1" height="1">
        {picture.edges.map((edge) => (
          <EdgeNumbers key={edge.id} edge={edge} />
        ))}
      </svg>
      <DamageMarks />
      <Dots flows={flows} readPaths={readPaths} />
    </>
  );
}

const EdgeLine = memo(function EdgeLine({ edge, flows }: { edge: TrafficEdge; flows: boolean }) {
  const { path, isCall, perSecond, failedPerSecond } = edge;
  const d = pathText(path);
  const isFlowing = flows && perSecond > 0;
  const width = 2 + Math.min(5, Math.log10(perSecond + 1) * 1.6);
  return (
    <g>
      {isCall && <path className="call-line" d={d} />}
      {isFlowing && <path className="flow" d={d} strokeWidth={width} />}
      {isFlowing && failedPerSecond > 0 && (
        <path
          className="flow is-failed"
          d={d}
          strokeWidth={width}
          strokeOpacity={0.35 + 0.65 * Math.min(1, failedPerSecond / perSecond)}
        />
      )}
    </g>
  );
});

/** Three digits are enough to see a rate by. */
export function rateText(perSecond: number): string {
  return perSecond >= 9.95 ? String(Math.round(perSecond)) : perSecond.toFixed(1).replace(/\.0$/, '');
}

const EdgeNumbers = memo(function EdgeNumbers({ edge }: { edge: TrafficEdge }) {
  const { t } = useScope();
  const { label, requests, failed, perSecond } = edge;
  const detail = useDetail();
  if (detail === 'count') return null;
  // Far out there is room for one number: how many a second, or when none come any more how many there were.
  const isShort = detail === 'chip';
  const rate = perSecond >= 1 ? rateText(perSecond) : undefined;
  const short = rate === undefined ? String(requests) : t('requests.edgeRateShort', { rate });
  const whole = rate === undefined ? String(requests) : t('requests.edgeRate', { count: requests, rate });
  return (
    <text className={isShort ? 'edge-numbers is-short' : 'edge-numbers'} x={label.x} y={label.y - 5}>
      {isShort ? short : whole}
      {failed > 0 && <tspan className="is-failed">{` ✕${failed}`}</tspan>}
    </text>
  );
});

function createDotElement(dot: Dot): SVGGElement {
  const group = document.createElementNS(SVG, 'g');
  group.dataset['exchange'] = String(dot.id);
  for (const [className, d] of [
    ['dot-touch', 'M0 -13a13 13 0 1 0 0.01 0Z'],
    ['dot-disc', 'M0 -6a6 6 0 1 0 0.01 0Z'],
    ['dot-cross', 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5'],
  ] as const) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', className);
    path.setAttribute('d', d);
    group.append(path);
  }
  return group;
}

const markOf = { go: 'dot', wait: 'wait', back: 'back', fail: 'dead', dead: 'dead' } as const;

/** The dots, moved by hand: they follow the clock at every frame, and React draws nothing for it. */
function Dots({ flows, readPaths }: { flows: boolean; readPaths: ReturnType<typeof createPathReader> }) {
  const { store } = useScope();
  const session = useSession();
  const svg = useRef<SVGSVGElement>(null);
  const [drawer] = useState(() => new DotDrawer());
  const chosen = useRequestPanel((panel) => (panel.chosen?.type === 'exchange' ? panel.chosen.id : undefined));

  useLayoutEffect(() => {
    const root = svg.current;
    if (root === null) return undefined;
    const elements = new Map<number, SVGGElement>();
    const draw = (): void => {
      const { followed } = requestPanel();
      const { speed } = session.state;
      const now = store.now();
      const dots = drawer.dots({
        exchanges: session.traffic.exchanges(),
        paths: readPaths(store.scene()),
        times: drawnTimes(speed),
        now,
        still: wantsLessMotion(),
        follows: ({ id }) => !flows || followed.has(id),
      });
      const seen = new Set<number>();
      for (const dot of dots) {
        seen.add(dot.id);
        noteDrawn(markOf[dot.state]);
        let element = elements.get(dot.id);
        if (element === undefined) {
          elements.set(dot.id, (element = createDotElement(dot)));
          root.append(element);
        }
        const classes = `dot is-${dot.state}${dot.id === chosen ? ' is-chosen' : ''}`;
        if (element.getAttribute('class') !== classes) element.setAttribute('class', classes);
        element.style.transform = `translate(${dot.x.toFixed(1)}px, ${dot.y.toFixed(1)}px) scale(var(--far))`;
      }
      for (const [id, element] of elements) {
        if (seen.has(id)) continue;
        element.remove();
        elements.delete(id);
      }
      if (flows && !wantsLessMotion()) {
        const offset = -((now / speed / 1000) * FLOW_SPEED) % 1000;
        root.parentElement?.style.setProperty('--flow', `${offset.toFixed(1)}px`);
      }
    };
    draw();
    const stops = [store.subscribe('time', draw), store.subscribe('layout', draw), session.store.subscribe(draw)];
    return () => {
      for (const stop of stops) stop();
      for (const element of elements.values()) element.remove();
    };
  }, [store, session, drawer, readPaths, flows, chosen]);

  const onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-exchange]') : null;
    const id = Number(target?.dataset['exchange']);
    if (!(id > 0)) return;
    event.stopPropagation();
    choose({ type: 'exchange', id });
    showRequests(session);
  };
  return <svg ref={svg} className="traffic-dots" aria-hidden width="1" height="1" onClick={onClick} />;
}
