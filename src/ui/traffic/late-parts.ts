import { lazy } from 'react';
import { loadTexts } from '../../i18n/index.ts';

/* What there is to see of requests, with its sentences: loaded when somebody sends one. */

export const RequestsPane = lazy(async () => {
  const [part] = await Promise.all([import('./RequestsPane.tsx'), loadTexts('requests', 'traffic', 'damage')]);
  return part;
});

export const TrafficLegend = lazy(async () => {
  const [part] = await Promise.all([import('./TrafficLegend.tsx'), loadTexts('requests')]);
  return part;
});

export const TrafficLayer = lazy(async () => {
  const [part] = await Promise.all([import('./TrafficLayer.tsx'), loadTexts('requests', 'traffic', 'damage')]);
  return part;
});
