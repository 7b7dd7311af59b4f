import { useTexts } from '../../i18n/index.ts';
import { marksDrawn, type TrafficMark } from './drawn-marks.ts';
import { useSampled } from './use-sampled.ts';

function isSame(a: readonly TrafficMark[], b: readonly TrafficMark[]): boolean {
  return a.join() === b.join();
}

/** The entries of the legend for requests that are in the picture now. A default export, because it is loaded lazily. */
export default function TrafficLegend() {
  const t = useTexts();
  return useSampled(marksDrawn, isSame).map((mark) => (
    <li key={mark} {...(mark === 'dot' && { title: t('requests.legend.pace') })}>
      <Sign mark={mark} />
      {t(`requests.legend.${mark}`)}
    </li>
  ));
}

function Sign({ mark }: { mark: TrafficMark }) {
  switch (mark) {
    case 'dot':
    case 'wait':
    case 'back':
    case 'dead':
      return (
        <svg className="legend-dot" width="14" height="14" viewBox="-8 -8 16 16" aria-hidden>
          <g className={`dot is-${mark === 'dot' ? 'go' : mark}`}>
            <path className="dot-disc" d="M0 -6a6 6 0 1 0 0.01 0Z" />
            <path className="dot-cross" d="M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5" />
          </g>
        </svg>
      );
    case 'flow':
    case 'failedFlow':
    case 'call':
      return (
        <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden>
          <path
            className={mark === 'call' ? 'call-line' : `flow${mark === 'flow' ? '' : ' is-failed is-short'}`}
            d="M2 5H24"
            strokeWidth={4}
          />
        </svg>
      );
    case 'numbers':
      return (
        <b className="legend-numbers" aria-hidden>
          9 · 5/s <span>✕1</span>
        </b>
      );
  }
}
