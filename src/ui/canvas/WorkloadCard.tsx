import { Unlink } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import { replicaSetRows, type Card, type ReplicaSetView, type WorkloadView } from '../../scene/index.ts';
import { say, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import { revisionColour } from './revision-colour.ts';

function edge(replicaSet: ReplicaSetView): CSSProperties {
  return { '--edge': replicaSet.revision ? revisionColour(replicaSet.revision) : 'var(--accent)' } as CSSProperties;
}

/** Pods of each revision, ready ones filled, between the least that must be available and the most there may be. */
function RolloutMeter({ workload }: { workload: WorkloadView }) {
  const { t } = useScope();
  const present = workload.replicaSets.reduce((sum, item) => sum + item.replicas, 0);
  const scale = Math.max(workload.most, workload.desired, present, 1);
  const percent = (count: number): string => `${(100 * count) / scale}%`;
  const showBounds = workload.kind === 'Deployment' && workload.desired > 0;
  return (
    <span
      className="meter"
      role="img"
      aria-label={t('canvas.meter.label', {
        desired: workload.desired,
        ready: workload.ready,
        most: workload.most,
        fewest: workload.fewest,
      })}
    >
      <span className="meter-bar">
        {workload.replicaSets.map((item) => (
          <span key={item.uid} style={edge(item)} className="meter-part">
            <i className="is-ready" style={{ width: `${(100 * item.ready) / scale}cqw` }} />
            <i
              className="is-unready"
              style={{ width: `${(100 * Math.max(0, item.replicas - item.ready)) / scale}cqw` }}
            />
          </span>
        ))}
      </span>
      {showBounds && (
        <>
          {workload.fewest !== workload.desired && workload.fewest > 0 && (
            <span
              className="meter-line"
              style={{ left: percent(workload.fewest) }}
              title={t('canvas.meter.fewest', { count: workload.fewest })}
            />
          )}
          <span
            className="meter-line is-desired"
            style={{ left: percent(workload.desired) }}
            title={t('canvas.meter.desired', { count: workload.desired })}
          />
        </>
      )}
    </span>
  );
}

function ReplicaSetRow({ replicaSet }: { replicaSet: ReplicaSetView }) {
  const { t } = useScope();
  const marks = useMarkClasses(replicaSet.uid);
  const { revision, replicas, desired, ghost } = replicaSet;
  const count = replicas === desired ? String(replicas) : `${replicas} → ${desired}`;
  const number = revision?.number ?? '';
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`replicaset-row${ghost ? ' is-ghost' : ''}${marks}`}
      style={edge(replicaSet)}
      data-resource="replicasets"
      data-uid={replicaSet.uid}
      aria-label={t('canvas.replicaSet.label', { name: replicaSet.name, ready: replicaSet.ready, desired })}
    >
      <span className="replicaset-edge" />
      <span className="replicaset-name">{replicaSet.name}</span>
      <span className="replicaset-count">
        {ghost ? t('canvas.replicaSet.ghostRow', { number }) : revision === undefined ? count : `r${number} · ${count}`}
      </span>
    </button>
  );
}

/** A Deployment (or a ReplicaSet of its own): how far its rollout is, and what it keeps to go back to. */
export const WorkloadCard = memo(function WorkloadCard({ card }: { card: Card }) {
  const { t } = useScope();
  const workload = useTopic(`workload/${card.uid}`, (scene) =>
    scene.picture.workloads.find((item) => item.uid === card.uid),
  );
  const marks = useMarkClasses(card.uid);
  if (workload === undefined) return null;
  const rows = workload.replicaSets.slice(0, replicaSetRows);
  const more = workload.replicaSets.length - rows.length;
  const state = t(`canvas.workload.${workload.state}`);
  return (
    <div role="group" className={`card workload-card is-${workload.state}${marks}`} aria-label={say(t, workload.label)}>
      <button
        type="button"
        tabIndex={-1}
        className="card-button workload-head"
        data-resource={workload.resource}
        data-uid={workload.uid}
        aria-label={`${say(t, workload.label)}, ${state}`}
      >
        <span className="workload-line">
          <span className="card-kind near">
            {workload.kind} · <span className="workload-state">{state}</span>
          </span>
          <span className="card-kind">
            {t('canvas.workload.ready', { ready: workload.ready, desired: workload.desired })}
          </span>
        </span>
        <span className="workload-line">
          <span className="card-name">{workload.name}</span>
          {workload.unselected ? (
            <span className="card-kind near is-unselected">
              <Unlink aria-hidden />
              {t('canvas.workload.unselected')}
            </span>
          ) : (
            <span className="card-kind near">{t('canvas.workload.updated', { count: workload.updated })}</span>
          )}
        </span>
      </button>
      <RolloutMeter workload={workload} />
      <span className="replicaset-rows near">
        {workload.kind === 'Deployment' && rows.map((item) => <ReplicaSetRow key={item.uid} replicaSet={item} />)}
        {more > 0 && <span className="card-kind">{t('canvas.workload.moreRevisions', { count: more })}</span>}
      </span>
    </div>
  );
});
