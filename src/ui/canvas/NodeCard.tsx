import { Ban, PowerOff, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Card, NodeView } from '../../scene/index.ts';
import { say, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { GlyphTally } from './GlyphTally.tsx';
import { lowClass, PodHead } from './PodHead.tsx';
import './node-card.css';
import { PodGrid } from './PodGrid.tsx';

function NodeState({ node }: { node: NodeView }) {
  const { t } = useScope();
  return (
    <>
      {node.state !== 'ready' && (
        <span className="badge is-bad">
          <TriangleAlert aria-hidden />
          <span className="badge-text">NotReady</span>
        </span>
      )}
      {node.poweredOn === false && (
        // The control plane may not know yet, but the person who pulled the plug does.
        <span className="badge is-bad">
          <PowerOff aria-hidden />
          <span className="badge-text">{t('canvas.node.off')}</span>
        </span>
      )}
      {node.cordoned && (
        <span className="badge is-wait">
          <Ban aria-hidden />
          <span className="badge-text">{t('canvas.node.cordoned')}</span>
        </span>
      )}
      {node.pressures.map((pressure) => (
        <span key={pressure} className="badge is-wait">
          <TriangleAlert aria-hidden />
          <span className="badge-text">{pressure}</span>
        </span>
      ))}
    </>
  );
}

function Usage({ label, share }: { label: string; share: number }) {
  const percent = Math.round(share * 100);
  return (
    <span className="usage">
      {label} <span className="usage-share">{percent} %</span>
      <span className="usage-bar">
        <i style={{ transform: `scaleX(${Math.min(1, share)})` }} className={share > 0.9 ? 'is-full' : ''} />
      </span>
    </span>
  );
}

/** One machine with its pods. */
export const NodeCard = memo(function NodeCard({ card }: { card: Card }) {
  const { t } = useScope();
  const detail = useDetail();
  const node = useTopic(`node/${card.uid}`, (scene) => scene.picture.nodes.find((item) => item.uid === card.uid));
  const marks = useMarkClasses(card.uid);
  if (node === undefined) return null;
  const isDown = node.state !== 'ready' || node.poweredOn === false;
  return (
    <div
      role="group"
      className={`card node-card${lowClass(card)}${isDown ? ' is-down' : ''}${node.cordoned ? ' is-cordoned' : ''}${marks}`}
      aria-label={say(t, node.label)}
    >
      <PodHead card={card}>
        <button
          type="button"
          tabIndex={-1}
          className="card-button node-head"
          data-resource="nodes"
          data-uid={node.uid}
          aria-label={t('canvas.node.button', { name: node.name, status: node.statusText })}
        >
          <span className="node-line">
            <span className="card-name">{node.name}</span>
            <NodeState node={node} />
          </span>
          <span className="node-usage near">
            <Usage label="cpu" share={node.cpu} />
            <Usage label="mem" share={node.memory} />
          </span>
        </button>
      </PodHead>
      {detail === 'count' && <GlyphTally counts={node.counts} />}
      <PodGrid card={card} emptySlots />
    </div>
  );
});
