import { Unlink } from 'lucide-react';
import { memo, Suspense, type CSSProperties } from 'react';
import { madeBy, ownerRows, rollsOut, type Card, type PodOwnerView, type WorkloadView } from '../../scene/index.ts';
import { say, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import { revisionColour } from './revision-colour.ts';
import './workload-card.css';

function edge(owner: PodOwnerView): CSSProperties {
  return { '--edge': owner.revision ? revisionColour(owner.revision) : 'var(--accent)' } as CSSProperties;
}

/** Pods of each revision, ready ones filled, between the least that must be available and the most there may be. */
function RolloutMeter({ workload }: { workload: WorkloadView }) {
  const { t } = useScope();
  const present = workload.owners.reduce((sum, item) => sum + item.replicas, 0);
  const scale = Math.max(workload.most, workload.desired, present, 1);
  const percent = (count: number): string => `${(100 * count) / scale}%`;
  const showBounds = workload.kind === 'Deployment' && workload.desired > 0;
  return (
    <span
      className="meter"
      role="img"
      aria-label={
        workload.kind === 'Deployment'
          ? t('canvas.meter.label', {
              desired: workload.desired,
              ready: workload.ready,
              most: workload.most,
              fewest: workload.fewest,
            })
          : say(t, workload.progress)
      }
    >
      <span className="meter-bar">
        {workload.owners.map((item) => (
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

function OwnerRow({ owner }: { owner: PodOwnerView }) {
  const { t } = useScope();
  const marks = useMarkClasses(owner.uid);
  const { kind, name, revision, ready, replicas, desired, ghost } = owner;
  const count =
    kind === 'Job' ? `${ready} / ${desired}` : replicas === desired ? String(replicas) : `${replicas} → ${desired}`;
  const number = revision?.number ?? '';
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`owner-row${ghost ? ' is-ghost' : ''}${marks}`}
      style={edge(owner)}
      data-resource={owner.resource}
      data-uid={owner.uid}
      aria-label={t('canvas.owner.label', { kind, name, ready, desired })}
    >
      <span className="owner-edge" />
      <span className="owner-name">{name}</span>
      <span className="owner-count">
        {ghost ? t('canvas.owner.ghostRow', { number }) : revision === undefined ? count : `r${number} · ${count}`}
      </span>
    </button>
  );
}

/** A Deployment or another workload: how far it is, and what it made and keeps. */
export const WorkloadCard = memo(function WorkloadCard({ card }: { card: Card }) {
  const { t, rollout: Rollout } = useScope();
  const isOwnership = useTopic('layout', (scene) => scene.arrangement.view === 'ownership');
  const workload = useTopic(`workload/${card.uid}`, (scene) =>
    scene.picture.workloads.find((item) => item.uid === card.uid),
  );
  const marks = useMarkClasses(card.uid);
  if (workload === undefined) return null;
  const made = madeBy(workload);
  const rows = made.slice(0, ownerRows);
  const more = made.length - rows.length;
  const state = t(`canvas.workload.${workload.state}`);
  return (
    <div
      role="group"
      className={`card card-face is-whole workload-card is-${workload.state}${marks}`}
      aria-label={say(t, workload.label)}
    >
      <button
        type="button"
        tabIndex={-1}
        className="card-button workload-head"
        data-resource={workload.resource}
        data-uid={workload.uid}
        aria-label={`${say(t, workload.label)}, ${state}`}
      >
        <span className="workload-line">
          <span className="card-kind workload-what">
            <span className="workload-state">{state}</span>
            <span className="card-kind workload-kind near">
              <span className="card-words">{workload.kind}</span>
              <span>·</span>
            </span>
          </span>
          <span className="card-kind workload-progress">{say(t, workload.progress)}</span>
        </span>
        <span className="workload-line">
          <span className="card-name">{workload.name}</span>
          {workload.unselected ? (
            <span className="card-kind near is-unselected">
              <Unlink aria-hidden />
              {t('canvas.workload.unselected')}
            </span>
          ) : (
            <span className="card-kind near">{say(t, workload.note)}</span>
          )}
        </span>
      </button>
      {workload.kind !== 'CronJob' && <RolloutMeter workload={workload} />}
      <span className="owner-rows near">
        {rows.map((owner) => (
          <OwnerRow key={owner.uid} owner={owner} />
        ))}
        {more > 0 && (
          <span className="card-kind">
            {t(workload.kind === 'CronJob' ? 'canvas.workload.moreJobs' : 'canvas.workload.moreRevisions', {
              count: more,
            })}
          </span>
        )}
      </span>
      {isOwnership && Rollout !== undefined && rollsOut(workload.resource) && (
        <div className="card-rollout">
          <Suspense>
            <Rollout workload={workload} />
          </Suspense>
        </div>
      )}
    </div>
  );
});
