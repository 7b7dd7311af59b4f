import { withoutRoundTripAnnotations } from '../../api/autoscaling-v1.ts';
import { listOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeObject, changeSpec, fillAbsent } from './fill.ts';

const defaultMetrics = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

// pkg/apis/autoscaling/v2/defaults.go, scaleUpLimitPercent and its neighbours.
const scaleUpRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const scaleDownRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

function defaultBehavior(behavior: Fields): Fields {
  const complete = fillAbsent(behavior, { scaleUp: scaleUpRules, scaleDown: scaleDownRules });
  const withUp = changeObject(complete, 'scaleUp', (rules) => fillAbsent(rules, scaleUpRules));
  return changeObject(withUp, 'scaleDown', (rules) => fillAbsent(rules, scaleDownRules));
}

/** SetDefaults_HorizontalPodAutoscaler of autoscaling/v2, and what reading that version drops. */
export function defaultHorizontalPodAutoscaler(autoscaler: GenericObject): GenericObject {
  return changeSpec(withoutRoundTripAnnotations(autoscaler), (given) => {
    const spec = changeObject(fillAbsent(given, { minReplicas: 1 }), 'behavior', defaultBehavior);
    return listOf(spec['metrics']).length > 0 ? spec : { ...spec, metrics: defaultMetrics };
  });
}
