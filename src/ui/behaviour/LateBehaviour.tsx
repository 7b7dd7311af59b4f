import { lazy } from 'react';
import { loadTexts } from '../../i18n/index.ts';
import { loadTools } from '../../session/index.ts';

/** The list of annotations with its sentences: loaded when somebody asks for it. */
export const LateBehaviour = lazy(async () => {
  const [{ behaviourAnnotations }, { BehaviourSheet }] = await Promise.all([
    loadTools(),
    import('./BehaviourSheet.tsx'),
    loadTexts('behaviour'),
  ]);
  return { default: () => <BehaviourSheet annotations={behaviourAnnotations} /> };
});
