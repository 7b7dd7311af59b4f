import { Suspense, lazy } from 'react';
import { loadTexts } from '../../../i18n/index.ts';
import { loadExamples } from '../../../session/index.ts';
import { LateBehaviour } from '../../behaviour/LateBehaviour.tsx';
import { LateCompare } from '../../compare/LateCompare.tsx';
import type { Overlay } from '../overlay.ts';
import { KeyList } from './KeyList.tsx';
import { PointMenu } from './PointMenu.tsx';
import { Palette } from './Palette.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import './overlays.css';

const Examples = lazy(async () => {
  const [part, scenes] = await Promise.all([
    import('../../editor/Examples.tsx'),
    loadExamples(),
    loadTexts('examples'),
  ]);
  return { default: () => <part.Examples scenes={scenes} /> };
});

/** What lies over the page. A default export, because that is what can be loaded lazily. */
export default function Overlays({ overlay }: { overlay: Overlay }) {
  switch (overlay.type) {
    case 'palette':
      return <Palette />;
    case 'examples':
      return <Examples />;
    case 'keys':
      return <KeyList />;
    case 'menu':
      return <PointMenu menu={overlay} />;
    case 'question':
      return <QuestionDialog key={overlay.question.title} question={overlay.question} />;
    case 'behaviour':
      return (
        <Suspense>
          <LateBehaviour />
        </Suspense>
      );
    case 'compare':
      return (
        <Suspense>
          <LateCompare deployment={overlay.deployment} />
        </Suspense>
      );
  }
}
