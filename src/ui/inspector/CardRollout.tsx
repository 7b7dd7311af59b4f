import { useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { rollsOut, rolloutBandsHeight, type ObjectRef } from '../../scene/index.ts';
import { RolloutBands } from './RolloutBands.tsx';
import { useRollout } from './use-rollout.ts';

/** px of a card that its bands leave free below. */
const BELOW = 10;

/** The rollout of a workload over time, in its card. */
export default function CardRollout({ workload: { resource, namespace, name, uid } }: { workload: ObjectRef }) {
  const t = useTexts();
  const ref = useMemo(
    () => ({ resource: rollsOut(resource) ? resource : ('deployments' as const), namespace, name, uid }),
    [resource, namespace, name, uid],
  );
  const rollout = useRollout(ref);
  if (rollout === undefined) return null;
  const { most, fewest, parts } = rollout.current;
  const total = parts.reduce((sum, part) => sum + part.ready + part.unready, 0);
  const ready = parts.reduce((sum, part) => sum + part.ready, 0);
  const label = t('inspector.rolloutNow', { total, ready, most, fewest });
  return <RolloutBands {...rollout} label={label} height={rolloutBandsHeight - BELOW} />;
}
