import { memo, useEffect, useLayoutEffect, useRef, type CSSProperties } from 'react';
import type { PodView } from '../../scene/index.ts';
import { say, useMarkClasses, usePod, useScope } from './canvas-scope.ts';
import { useDetail, type Detail } from './detail.ts';
import { momentOf } from './live-spans.ts';
import { flash } from './motion.ts';
import { PodGlyphMark } from './PodGlyphMark.tsx';
import './pod-tile.css';
import { revisionColour } from './revision-colour.ts';

function LiveDetail({ pod }: { pod: PodView }) {
  const { live, t } = useScope();
  const text = useRef<HTMLSpanElement>(null);
  const { span, detail } = pod;
  useLayoutEffect(() => {
    if (span === undefined) return undefined;
    return live.add((now) => {
      const { passed, seconds } = momentOf(span, now);
      const value = t(detail.key, { ...detail.params, percent: Math.round(passed * 100), seconds });
      if (text.current !== null && text.current.textContent !== value) text.current.textContent = value;
    });
  }, [live, t, span, detail]);
  return <span className="pod-detail" ref={text} />;
}

function SpanBar({ pod }: { pod: PodView }) {
  const { live } = useScope();
  const bar = useRef<HTMLElement>(null);
  const { span } = pod;
  useLayoutEffect(() => {
    if (span === undefined) return undefined;
    return live.add((now) => {
      const { passed } = momentOf(span, now);
      // A pull fills up; a wait runs out.
      const share = span.type === 'pulling' ? passed : 1 - passed;
      if (bar.current !== null) bar.current.style.transform = `scaleX(${share.toFixed(3)})`;
    });
  }, [live, span]);
  return (
    <span className={`pod-bar is-${span?.type}`}>
      <i ref={bar} />
    </span>
  );
}

function edgeStyle(pod: PodView): CSSProperties {
  return { '--edge': pod.revision === undefined ? 'var(--line)' : revisionColour(pod.revision) } as CSSProperties;
}

/** How a pod looks: near as a tile, further out without words but its name, then as a chip with its glyph only. */
export function PodFace({ pod, detail }: { pod: PodView; detail: Detail }) {
  const { t } = useScope();
  if (detail === 'chip' || detail === 'count') return <PodGlyphMark glyph={pod.glyph} />;
  const isNear = detail === 'tile';
  // A pod without a node has no containers yet.
  const isLost = pod.leaving || pod.glyph === 'unknown';
  const restarts = pod.restarts > 0 && <span className="pod-restarts">↻{pod.restarts}</span>;
  const boxes = pod.glyph === 'waiting' ? [] : pod.containers;
  return (
    <>
      <span className="pod-top">
        <PodGlyphMark glyph={pod.glyph} />
        <span className="pod-suffix">{pod.suffix}</span>
        {isNear && restarts}
        {isNear && pod.revision !== undefined && <span className="pod-revision">r{pod.revision.number}</span>}
      </span>
      <span className="pod-bottom">
        {boxes.map((container) => (
          <i
            key={container.name}
            className={`box is-${isLost ? 'ended' : container.state}${container.init ? ' is-init' : ''}`}
          />
        ))}
        {!isNear && restarts}
        {isNear &&
          (pod.span === undefined ? (
            <span className="pod-detail">{say(t, pod.detail)}</span>
          ) : (
            <LiveDetail pod={pod} />
          ))}
      </span>
      {pod.span !== undefined && <SpanBar pod={pod} />}
    </>
  );
}

export function faceClass(pod: PodView): string {
  const isLeaving = pod.leaving || pod.glyph === 'unknown';
  return `pod is-${pod.glyph}${isLeaving ? ' is-leaving' : ''}${pod.span === undefined ? '' : ' has-bar'}`;
}

/** A tile that only shows: in flight, or on the page of states. */
export function PodImage({ pod, style }: { pod: PodView; style?: CSSProperties }) {
  const detail = useDetail();
  return (
    <div className={faceClass(pod)} style={{ ...edgeStyle(pod), ...style }}>
      <PodFace pod={pod} detail={detail} />
    </div>
  );
}

/** Whether something in the pod just broke or was told to stop. */
function wasHit(before: PodView, now: PodView): boolean {
  if (before.uid !== now.uid) return false;
  const failing = (pod: PodView): number => pod.containers.filter((container) => container.state === 'failing').length;
  return now.restarts > before.restarts || failing(now) > failing(before) || (now.leaving && !before.leaving);
}

/** One pod as a button. Renders when that pod changed, and at no other time. */
export const PodTile = memo(function PodTile({ uid, x, y }: { uid: string; x: number; y: number }) {
  const { t } = useScope();
  const pod = usePod(uid);
  const marks = useMarkClasses(uid, true);
  const detail = useDetail();
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(pod);
  useEffect(() => {
    if (pod !== undefined && before.current !== undefined && wasHit(before.current, pod)) flash(button.current);
    before.current = pod;
  }, [pod]);
  if (pod === undefined) return null;
  return (
    <button
      ref={button}
      type="button"
      tabIndex={-1}
      className={`${faceClass(pod)}${marks}`}
      style={{ ...edgeStyle(pod), left: x, top: y }}
      data-resource="pods"
      data-uid={uid}
      aria-label={say(t, pod.label)}
      title={pod.name}
    >
      <PodFace pod={pod} detail={detail} />
    </button>
  );
});
