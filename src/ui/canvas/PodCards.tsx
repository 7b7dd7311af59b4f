import { memo, type CSSProperties } from 'react';
import type { Card, PodOwnerView, Scene } from '../../scene/index.ts';
import { say, useGroup, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { GlyphTally } from './GlyphTally.tsx';
import { countGlyphs, type PodView } from '../../scene/index.ts';
import { PodGrid } from './PodGrid.tsx';
import { lowClass, PodHead } from './PodHead.tsx';
import './pod-cards.css';
import { revisionColour } from './revision-colour.ts';

/** Counts for a card whose pods are too small to be drawn. */
function FarCounts({ card }: { card: Card }) {
  const detail = useDetail();
  const group = useGroup(card.id);
  const { store } = useScope();
  if (detail !== 'count' || group === undefined) return null;
  const { pods } = store.scene().picture;
  const views = group.slots.map((uid) => (uid === undefined ? undefined : pods.get(uid)));
  return <GlyphTally counts={countGlyphs(views.filter((pod): pod is PodView => pod !== undefined))} />;
}

/** Pods that wait for a node, beside the nodes. */
export const TrayCard = memo(function TrayCard({ card }: { card: Card }) {
  const { t } = useScope();
  const tray = useTopic('picture', (scene) => scene.picture.tray);
  const count = tray.pods.length + tray.more;
  return (
    <div
      role="group"
      className={`card tray-card${lowClass(card)}${count === 0 ? ' is-empty' : ''}`}
      aria-label={t('canvas.tray.label', { count })}
    >
      <PodHead card={card} className="pods-head">
        <span className="card-line card-heading">
          <span className="card-name near">{t('canvas.tray.name')}</span>
          <span className="card-name far">{t('canvas.tray.short')}</span>
          {count > 0 && <span className="card-count">{count}</span>}
        </span>
        <span className="card-kind near tray-what">
          {tray.more > 0 ? t('canvas.tray.more', { count: tray.more, shown: tray.pods.length }) : t('canvas.tray.what')}
        </span>
      </PodHead>
      <FarCounts card={card} />
      <PodGrid card={card} emptySlots={false} />
    </div>
  );
});

function ownerOf(uid: string): (scene: Scene) => PodOwnerView | undefined {
  return (scene) => scene.picture.workloads.flatMap((workload) => workload.owners).find((item) => item.uid === uid);
}

/** What makes pods, with those that it made; a ReplicaSet at 0 is a ghost that one can roll back to. */
export const OwnerCard = memo(function OwnerCard({ card }: { card: Card }) {
  const { t } = useScope();
  const owner = useTopic('picture', ownerOf(card.uid));
  const marks = useMarkClasses(card.uid);
  if (owner === undefined) return null;
  const { kind, resource, revision, ready, desired, ghost, name } = owner;
  const number = revision?.number ?? '';
  const style = { '--edge': revision === undefined ? 'var(--line)' : revisionColour(revision) } as CSSProperties;
  const label = t('canvas.owner.label', { kind, name, ready, desired });
  return (
    <div
      role="group"
      className={`card owner-card${lowClass(card)}${ghost ? ' is-ghost' : ''}${marks}`}
      style={style}
      aria-label={label}
    >
      <PodHead card={card}>
        <button
          type="button"
          tabIndex={-1}
          className="card-button"
          data-resource={resource}
          data-uid={owner.uid}
          aria-label={label}
        >
          <span className="card-name">{name}</span>
          <span className="card-kind near owner-what">
            {ghost
              ? t('canvas.owner.ghost', { number })
              : revision === undefined
                ? `${kind} · ${say(t, owner.progress)}`
                : t('canvas.owner.line', { kind, number, ready, desired })}
          </span>
        </button>
      </PodHead>
      <FarCounts card={card} />
      {!ghost && <PodGrid card={card} emptySlots={false} />}
    </div>
  );
});

/** A namespace, around what is in it. */
export const RegionCard = memo(function RegionCard({ card }: { card: Card }) {
  const { t } = useScope();
  return (
    <div className="region-card">
      <div className="card-face">
        <span className="card-kind">{t('canvas.region.name', { namespace: card.uid })}</span>
      </div>
    </div>
  );
});

/** The pods that a Service sends traffic to, or would once they are ready. */
export const EndpointsCard = memo(function EndpointsCard({ card }: { card: Card }) {
  const { t } = useScope();
  const service = useTopic(`service/${card.uid}`, (scene) =>
    scene.picture.services.find((item) => item.uid === card.uid),
  );
  const group = useGroup(card.id);
  if (service === undefined) return null;
  const here = new Set(group?.slots);
  const elsewhere = [...service.endpoints.keys()].filter((uid) => !here.has(uid)).length;
  const name = t('canvas.endpoints.label', { name: service.name });
  return (
    <div
      role="group"
      className={`card endpoints-card${lowClass(card)}${service.endpoints.size === 0 ? ' is-empty' : ''}`}
      aria-label={name}
    >
      <PodHead card={card} className="pods-head">
        <span className="card-kind">
          {service.endpoints.size === 0
            ? t('canvas.endpoints.none')
            : elsewhere > 0
              ? t('canvas.endpoints.shared', { count: elsewhere })
              : t('canvas.endpoints.name')}
        </span>
      </PodHead>
      <FarCounts card={card} />
      <PodGrid card={card} emptySlots={false} />
    </div>
  );
});

/** Pods that the view has no better place for. */
export const LooseCard = memo(function LooseCard({ card }: { card: Card }) {
  const { t } = useScope();
  const view = useTopic('layout', (scene) => scene.arrangement.view);
  const name = view === 'ownership' ? t('canvas.loose.ownership') : t('canvas.loose.network');
  return (
    <div role="group" className={`card loose-card${lowClass(card)}`} aria-label={name}>
      <PodHead card={card} className="pods-head">
        <span className="card-kind">{name}</span>
      </PodHead>
      <FarCounts card={card} />
      <PodGrid card={card} emptySlots={false} />
    </div>
  );
});
