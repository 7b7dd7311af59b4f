import { memo } from 'react';
import type { Card } from '../../scene/index.ts';
import { say, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { GlyphTally } from './GlyphTally.tsx';
import { troublesOf } from './node-troubles.ts';
import { lowClass, PodHead } from './PodHead.tsx';
import './node-card.css';
import { PodGrid } from './PodGrid.tsx';

/** How full a node is: in words too where nothing worse has to be said there. */
function Usage({ label, share, isSaid }: { label: string; share: number; isSaid: boolean }) {
  const percent = Math.round(share * 100);
  return (
    <span className="usage">
      {isSaid && (
        <>
          {label} <span className="usage-share">{percent} %</span>
        </>
      )}
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
  const troubles = troublesOf(node, t);
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
            {troubles.map(({ text, tone, icon: Icon }) => (
              <span key={text} className={`badge far is-${tone}`} title={text}>
                <Icon aria-hidden />
              </span>
            ))}
          </span>
          {troubles.length > 0 && (
            <span className={`node-troubles near${troubles.length > 2 ? ' is-many' : ''}`}>
              {troubles.map(({ text, tone, icon: Icon }) => (
                <span key={text} className={`badge is-${tone}`} title={text}>
                  <Icon aria-hidden />
                  <span className="badge-text">{text}</span>
                </span>
              ))}
            </span>
          )}
          <span className="node-usage near">
            <Usage label="cpu" share={node.cpu} isSaid={troubles.length === 0} />
            <Usage label="mem" share={node.memory} isSaid={troubles.length === 0} />
          </span>
        </button>
      </PodHead>
      {detail === 'count' && <GlyphTally counts={node.counts} />}
      <PodGrid card={card} emptySlots />
    </div>
  );
});
