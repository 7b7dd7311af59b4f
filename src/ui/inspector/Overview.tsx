import type { Condition, Deployment, KubeObject, Node, Pod, ReplicaSet, Service } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { rollsOut, type ObjectRef, type RolloutResource } from '../../scene/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { Actions } from './Actions.tsx';
import { Containers } from './Containers.tsx';
import { commonFacts, factsOf } from './facts.ts';
import type { Fact } from './facts.ts';
import { RolloutChart } from './RolloutChart.tsx';
import { Scheduling } from './Scheduling.tsx';
import { WhyCard } from './WhyCard.tsx';

/** What an object is and how it is, in short; its parts; and why. */
export function Overview({ selection, object }: { selection: ObjectRef; object: KubeObject }) {
  const t = useTexts();
  const snapshot = useSessionState((state) => state.frame.snapshot);
  const conditions = conditionsOf(object);
  return (
    <>
      <Facts facts={factsOf(object, snapshot, t)} />
      <Actions selection={selection} />
      {isRollout(selection) && <RolloutChart key={`rollout-${selection.uid}`} selection={selection} />}
      <WhyCard key={selection.uid} selection={selection} />
      {isPod(object) && <Containers pod={object} />}
      {isPod(object) && <Scheduling pod={selection} />}
      <OwnedObjects object={object} />
      {conditions.length > 0 && <Conditions conditions={conditions} />}
      <Facts facts={commonFacts(object, t)} />
    </>
  );
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  const session = useSession();
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd className={fact.mono === true ? 'mono' : undefined}>
            {fact.ref === undefined ? (
              fact.text
            ) : (
              <button type="button" className="link" onClick={() => session.select(fact.ref)}>
                {fact.text}
              </button>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The pods and ReplicaSets that belong to it, to go on from here. */
function OwnedObjects({ object }: { object: KubeObject }) {
  const t = useTexts();
  const session = useSession();
  const snapshot = useSessionState((state) => state.frame.snapshot);
  const owned = ownedRefs(object, snapshot);
  if (owned.length === 0) return null;
  return (
    <section className="inspector-section" aria-label={t('inspector.owned')}>
      <h3>{t('inspector.owned')}</h3>
      <ul className="links">
        {owned.slice(0, MOST_OWNED).map((ref) => (
          <li key={ref.uid}>
            <button type="button" className="link mono" onClick={() => session.select(ref)}>
              {ref.name}
            </button>
          </li>
        ))}
        {owned.length > MOST_OWNED && <li>{t('inspector.more', { count: owned.length - MOST_OWNED })}</li>}
      </ul>
    </section>
  );
}

const MOST_OWNED = 12;
const resources: Readonly<Record<string, string>> = { Pod: 'pods', ReplicaSet: 'replicasets' };

function ownedRefs(object: KubeObject, snapshot: Parameters<typeof factsOf>[1]): readonly ObjectRef[] {
  const objects: readonly KubeObject[] =
    object.kind === 'Node' ? snapshot.podsOnNode(object.metadata.name) : snapshot.ownedBy(object.metadata.uid);
  return objects.flatMap(({ kind, metadata }) => {
    const resource = resources[kind];
    return resource === undefined
      ? []
      : [{ resource, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid }];
  });
}

function Conditions({ conditions }: { conditions: readonly Condition[] }) {
  const t = useTexts();
  return (
    <section className="inspector-section" aria-label={t('inspector.conditions')}>
      <h3>{t('inspector.conditions')}</h3>
      <table className="conditions">
        <thead className="visually-hidden">
          <tr>
            <th>{t('inspector.conditionType')}</th>
            <th>{t('inspector.conditionStatus')}</th>
            <th>{t('inspector.conditionReason')}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((condition) => (
            <tr key={condition.type}>
              <td>{condition.type}</td>
              <td>{condition.status}</td>
              <td title={condition.message}>{condition.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function conditionsOf(object: KubeObject): readonly Condition[] {
  return (object as Pod | Deployment | ReplicaSet | Node | Service).status?.conditions ?? [];
}

function isRollout(ref: ObjectRef): ref is ObjectRef & { readonly resource: RolloutResource } {
  return rollsOut(ref.resource);
}

function isPod(object: KubeObject): object is Pod {
  return object.kind === 'Pod';
}
