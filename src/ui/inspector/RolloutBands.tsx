import { useId, useLayoutEffect, useState, type PointerEvent } from 'react';
import type { RevisionMark, RolloutPart, RolloutStep } from '../../scene/index.ts';
import { revisionColour } from '../canvas/index.ts';
import { useSession } from '../chrome/session-context.ts';
import './rollout.css';
import type { TimeWindow } from './rollout-window.ts';

/** px, until it is measured. */
const FIRST_WIDTH = 260;

/** A band of the chart: some of the pods of one revision. */
interface Band {
  readonly revision: RevisionMark | undefined;
  readonly ready: boolean;
}

function partOf(step: RolloutStep, { revision }: Band): RolloutPart | undefined {
  return step.parts.find((part) => part.revision?.number === revision?.number);
}

function countOf(step: RolloutStep, band: Band): number {
  const part = partOf(step, band);
  return part === undefined ? 0 : band.ready ? part.ready : part.unready;
}

/** From the bottom: what is ready, old before new, then what is not; so both bounds can be read off. */
function bandsOf(steps: readonly RolloutStep[]): readonly Band[] {
  const revisions = new Map<number, RevisionMark | undefined>();
  for (const { parts } of steps) for (const { revision } of parts) revisions.set(revision?.number ?? 0, revision);
  const sorted = [...revisions].toSorted(([a], [b]) => a - b).map(([, revision]) => revision);
  return [true, false].flatMap((ready) => sorted.map((revision) => ({ revision, ready })));
}

export function colourOf(revision: RevisionMark | undefined): string {
  return revision === undefined ? 'var(--accent)' : revisionColour(revision);
}

interface Scale {
  x(time: number): number;
  y(count: number): number;
}

/** Both edges of a band as one outline. */
function outline(steps: readonly RolloutStep[], end: number, scale: Scale, low: Values, high: Values): string {
  const edge = (values: Values): string[] =>
    steps.flatMap((step, index) => {
      const next = steps[index + 1]?.time ?? end;
      const y = scale.y(values(step));
      return [`${scale.x(step.time)} ${y}`, `${scale.x(next)} ${y}`];
    });
  return `M${[...edge(high), ...edge(low).toReversed()].join('L')}Z`;
}

function line(steps: readonly RolloutStep[], end: number, scale: Scale, values: Values): string {
  return `M${steps
    .map((step, index) => `${scale.x(step.time)} ${scale.y(values(step))}H${scale.x(steps[index + 1]?.time ?? end)}`)
    .join('L')}`;
}

type Values = (step: RolloutStep) => number;

function useWidth(): readonly [(element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(1, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}

/** Pods of each revision over time, ready ones filled, below the most and above the fewest that there may be. */
export function RolloutBands({
  steps,
  window,
  end,
  now,
  label,
  height,
}: {
  steps: readonly RolloutStep[];
  window: TimeWindow;
  end: number;
  now: number;
  label: string;
  /** px */
  height: number;
}) {
  const session = useSession();
  const id = useId();
  const [box, width] = useWidth();
  const { from, until } = window;
  const bands = bandsOf(steps);
  const highest = Math.max(
    1,
    ...steps.map((step) =>
      Math.max(
        step.most,
        bands.reduce((sum, band) => sum + countOf(step, band), 0),
      ),
    ),
  );
  const scale: Scale = {
    x: (time) => Math.round(((time - from) / (until - from)) * width * 10) / 10,
    y: (count) => Math.round((height - 2 - (count / highest) * (height - 6)) * 10) / 10,
  };
  /** How many pods are below a band. */
  const below =
    (index: number): Values =>
    (step) =>
      bands.slice(0, index).reduce((sum, band) => sum + countOf(step, band), 0);
  const look = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    session.look(from + ((event.clientX - box.left) / box.width) * (until - from));
  };
  return (
    <div ref={box} className="rollout-box">
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          look(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) look(event);
        }}
      >
        <defs>
          {bands
            .filter((band) => !band.ready)
            .map(({ revision }) => (
              <pattern
                key={revision?.number ?? 0}
                id={`${id}-${revision?.number ?? 0}`}
                width="5"
                height="5"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(-45)"
              >
                <path d="M0 1H5" strokeWidth="2" style={{ stroke: colourOf(revision) }} />
              </pattern>
            ))}
        </defs>
        {bands.map((band, index) => (
          <path
            key={`${band.revision?.number ?? 0} ${band.ready}`}
            d={outline(steps, end, scale, below(index), below(index + 1))}
            style={{ fill: band.ready ? colourOf(band.revision) : `url(#${id}-${band.revision?.number ?? 0})` }}
          />
        ))}
        <path className="rollout-line is-most" d={line(steps, end, scale, (step) => step.most)} />
        <path className="rollout-line is-fewest" d={line(steps, end, scale, (step) => step.fewest)} />
        {now >= from && now <= until && <path className="rollout-cursor" d={`M${scale.x(now)} 0V${height}`} />}
      </svg>
    </div>
  );
}
