import { PanelLeft } from 'lucide-react';
import { Suspense, lazy, useEffect, useState } from 'react';
import type { Session } from '../session/index.ts';
import { loadTexts, useTexts } from '../i18n/index.ts';
import { useHash } from './chrome/hash.ts';
import { useFirstSign } from './chrome/first-sign.ts';
import { Header } from './chrome/Header.tsx';
import { Divider } from './chrome/Divider.tsx';
import { IconButton } from './chrome/IconButton.tsx';
import { latePart } from './chrome/late-part.ts';
import { LiveRegion } from './chrome/LiveRegion.tsx';
import { narrowQuery, useMedia } from './chrome/media.ts';
import { NarrowTabs } from './chrome/NarrowTabs.tsx';
import type { NarrowTab } from './chrome/NarrowTabs.tsx';
import { PicturePane } from './chrome/PicturePane.tsx';
import { SessionContext, useSession, useSessionState } from './chrome/session-context.ts';
import { useShortcuts } from './chrome/shortcuts.ts';
import { useThemeOnDocument } from './chrome/theme.ts';
import { Toasts } from './chrome/Toasts.tsx';
import { useLayout } from './chrome/layout.ts';
import { useOverlay } from './chrome/overlay.ts';
import { Dock } from './dock/Dock.tsx';
import { EditorPane } from './editor/EditorPane.tsx';
import { usePresenting } from './present/presenting.ts';
import { TimeBar } from './timeline/TimeBar.tsx';
import './tokens.css';
import './chrome/chrome.css';

/** Nothing is selected in the first picture. */
const { Part: Inspector, preload: preloadInspector } = latePart(async () => {
  const [part] = await Promise.all([
    import('./inspector/Inspector.tsx'),
    loadTexts('damage', 'decision', 'inspector', 'why'),
  ]);
  return part;
});
/** Menus, dialogs and the palette: nothing of them is open at first. */
const { Part: Overlays, preload: preloadOverlays } = latePart(async () => {
  const [part] = await Promise.all([
    import('./chrome/overlays/Overlays.tsx'),
    loadTexts('damage', 'inspector', 'present', 'states', 'writing'),
  ]);
  return part;
});

/** What a first click, right click or key may open must be here by then: it is to be answered within 100 ms. */
function preloadAnswers(): void {
  preloadInspector();
  preloadOverlays();
}

/** For who shows the page to a room. */
const PresentBar = lazy(async () => {
  const [part] = await Promise.all([import('./present/PresentBar.tsx'), loadTexts('decision', 'present')]);
  return part;
});

/** Every state of everything in the picture, at #states. */
const StatesPage = lazy(async () => {
  const [part] = await Promise.all([import('./canvas/states/StatesPage.tsx'), loadTexts('states')]);
  return part;
});

/** The whole page; the clock of its cluster follows the frames while it is on the screen. */
export function App({ session }: { session: Session }) {
  useEffect(() => {
    session.start();
    return () => session.stop();
  }, [session]);
  if (useHash() === '#states') {
    return (
      <Suspense>
        <StatesPage />
      </Suspense>
    );
  }
  return (
    <SessionContext value={session}>
      <Page />
    </SessionContext>
  );
}

function Page() {
  const narrow = useMedia(narrowQuery);
  const overlay = useOverlay();
  const presenting = usePresenting().on;
  useThemeOnDocument();
  useShortcuts();
  useFirstSign(preloadAnswers);
  return (
    <div className="page" data-presenting={presenting || undefined}>
      <Header />
      {narrow ? <NarrowMain /> : <WideMain />}
      {presenting && (
        <Suspense>
          <PresentBar />
        </Suspense>
      )}
      <TimeBar />
      <Toasts />
      <LiveRegion />
      {overlay !== undefined && (
        <Suspense>
          <Overlays overlay={overlay} />
        </Suspense>
      )}
    </div>
  );
}

/** Panels side by side; their sizes are remembered. */
function WideMain() {
  const t = useTexts();
  const session = useSession();
  const selection = useSessionState((state) => state.selection);
  // On a small screen the picture needs the room more than its neighbours do.
  const editor = useLayout('editor', Math.round(Math.min(372, Math.max(316, innerWidth * 0.265))));
  const dock = useLayout('dock', 220);
  const presenting = usePresenting();
  const isDockOpen = presenting.on ? presenting.dock : !dock.collapsed;
  const inspector = useLayout('inspector', Math.round(Math.min(316, Math.max(270, innerWidth * 0.225))));
  return (
    <main className="wide">
      {(presenting.on ? !presenting.editor : editor.collapsed) ? (
        <div className="rail">
          <IconButton icon={PanelLeft} label={t('app.showEditor')} tip="aboveRight" onClick={editor.toggle} />
        </div>
      ) : (
        <>
          <div style={{ flex: 'none', width: editor.size }}>
            <EditorPane />
          </div>
          <Divider
            label={t('app.resizeEditor')}
            orientation="vertical"
            size={editor.size}
            min={280}
            max={720}
            growsForward
            onResize={editor.resize}
            onCollapse={editor.toggle}
          />
        </>
      )}
      <div className="center">
        <PicturePane />
        {isDockOpen && (
          <Divider
            label={t('app.resizeDock')}
            orientation="horizontal"
            size={dock.size}
            min={110}
            max={560}
            growsForward={false}
            onResize={dock.resize}
            onCollapse={dock.toggle}
          />
        )}
        {(isDockOpen || !presenting.on) && (
          <div className="dock-panel" style={{ height: isDockOpen ? dock.size : undefined }}>
            <Dock collapsed={!isDockOpen} onToggle={presenting.on ? undefined : dock.toggle} />
          </div>
        )}
      </div>
      {selection !== undefined && (
        <>
          <Divider
            label={t('app.resizeInspector')}
            orientation="vertical"
            size={inspector.size}
            min={260}
            max={560}
            growsForward={false}
            onResize={inspector.resize}
            onCollapse={() => session.select(undefined)}
          />
          <div className="inspector-panel" style={{ width: inspector.size }}>
            <Suspense>
              <Inspector selection={selection} />
            </Suspense>
          </div>
        </>
      )}
    </main>
  );
}

/** One panel at a time, as tabs; the inspector lies over the picture. */
function NarrowMain() {
  const selection = useSessionState((state) => state.selection);
  const [tab, setTab] = useState<NarrowTab>('picture');
  return (
    <main className="narrow">
      <NarrowTabs shown={tab} onShow={setTab} />
      <div id="narrow-panel" role="tabpanel" aria-labelledby={`narrow-${tab}`} className="narrow-body">
        {tab === 'editor' && <EditorPane />}
        {tab === 'picture' && <PicturePane />}
        {tab === 'picture' && selection !== undefined && (
          <div className="narrow-inspector">
            <Suspense>
              <Inspector selection={selection} />
            </Suspense>
          </div>
        )}
        {tab === 'dock' && <Dock collapsed={false} onToggle={undefined} />}
      </div>
    </main>
  );
}
