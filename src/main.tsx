import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { switchLanguage } from './i18n/index.ts';
import { askedSize, loadTools, Session, wasHereBefore } from './session/index.ts';
import type { FrameDoor, SettingsStore } from './session/index.ts';
import { App } from './ui/index.ts';

const frames: FrameDoor = {
  requestFrame: (run) => requestAnimationFrame(run),
  cancelFrame: (id) => cancelAnimationFrame(id),
  now: () => performance.now(),
  isHidden: () => document.hidden,
  onVisibilityChange: (run) => {
    document.addEventListener('visibilitychange', run);
    return () => document.removeEventListener('visibilitychange', run);
  },
};

/** Some browsers refuse even to be asked for their storage. */
function settingsStore(): SettingsStore | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

const size = askedSize(location.hash);
// A cluster that was asked for by address is for once: it neither uses nor changes what is remembered.
const settings = size === undefined ? settingsStore() : undefined;
const session = new Session({
  frames,
  settings,
  ...(size !== undefined && { size }),
  ...(wasHereBefore(settings) && { tools: await loadTools() }),
  language: navigator.language.startsWith('ko') ? 'ko' : 'en',
});

await switchLanguage(session.state.language);
session.store.subscribe(({ language }, before) => {
  if (language === before.language) return;
  document.documentElement.lang = language;
  void switchLanguage(language);
});
document.documentElement.lang = session.state.language;

createRoot(root).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
session.start();
