import { Suspense } from 'react';
import { LateBehaviour } from '../../behaviour/LateBehaviour.tsx';
import { LateCompare } from '../../compare/LateCompare.tsx';
import type { Overlay } from '../overlay.ts';
import { KeyList } from './KeyList.tsx';
import { PointMenu } from './PointMenu.tsx';
import { Palette } from './Palette.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import './overlays.css';

/** What lies over the page. A default export, because that is what can be loaded lazily. */
export default function Overlays({ overlay }: { overlay: Overlay }) {
  switch (overlay.type) {
    case 'palette':
      return <Palette />;
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
