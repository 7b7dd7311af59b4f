import { lazy } from 'react';
import { loadTexts } from '../../i18n/index.ts';
import { loadComparison } from '../../session/index.ts';
import type { ComparedDeployment } from './CompareSheet.tsx';

/** The comparison of two strategies with all that it needs: loaded when somebody asks for it. */
export const LateCompare = lazy(async () => {
  const [comparison, { CompareSheet }] = await Promise.all([
    loadComparison(),
    import('./CompareSheet.tsx'),
    loadTexts('compare', 'damage', 'traffic'),
  ]);
  return {
    default: ({ deployment }: { deployment: ComparedDeployment | undefined }) => (
      <CompareSheet comparison={comparison} deployment={deployment} />
    ),
  };
});
