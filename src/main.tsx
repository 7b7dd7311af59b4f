import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { switchLanguage } from './i18n/index.ts';
import { askedSize, chosenLanguage, loadTools, Session, wasHereBefore } from './session/index.ts';
import type { FrameDoor, SessionOptions, SettingsStore } from './session/index.ts';
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

/** Lets the page do something else before what follows: draw, or answer a person. */
function breathe(): Promise<void> {
  // Not all browsers have it.
  if ('scheduler' in globalThis && 'yield' in scheduler) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve));
}

/** Takes one step after the other, each as a task of its own. */
async function taken<Result>(steps: Generator<undefined, Result, undefined>): Promise<Result> {
  for (;;) {
    await breathe();
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

async function open(root: HTMLElement): Promise<void> {
  const size = askedSize(location.hash);
  // A cluster that was asked for by address is for once: it neither uses nor changes what is remembered.
  const settings = size === undefined ? settingsStore() : undefined;
  const language = navigator.language.startsWith('ko') ? 'ko' : 'en';
  const texts = switchLanguage(chosenLanguage(settings) ?? language);
  const options: SessionOptions = {
    frames,
    settings,
    ...(size !== undefined && { size }),
    ...(wasHereBefore(settings) && { tools: await loadTools() }),
    language,
  };
  const session = await taken(Session.opening(options));
  await texts;
  session.store.subscribe((state, before) => {
    if (state.language === before.language) return;
    document.documentElement.lang = state.language;
    void switchLanguage(state.language);
  });
  document.documentElement.lang = session.state.language;
  // As a transition the first picture is drawn in slices, too.
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <App session={session} />
      </StrictMode>,
    );
  });
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');
void open(root);
