import {
  CircleHelp,
  CirclePlay,
  Eye,
  Languages,
  Pause,
  Play,
  Plus,
  Presentation,
  Radio,
  Redo2,
  Scale,
  Shapes,
  StepForward,
  SunMoon,
  Tags,
  Undo2,
} from 'lucide-react';
import type { Translate } from '../../i18n/index.ts';
import type { Dock, Session } from '../../session/index.ts';
import { exportActions } from './export-actions.ts';
import { startPresenting } from '../present/presenting.ts';
import { showRequests } from '../traffic/show-requests.ts';
import { openOverlay } from './overlay.ts';
import type { Action } from './overlay.ts';

/** What one can do that is not about one object. */
export function pageActions(session: Session, t: Translate): readonly Action[] {
  const { state } = session;
  const nextTheme = state.theme === 'dark' ? 'light' : 'dark';
  const nextLanguage = state.language === 'en' ? 'ko' : 'en';
  return [
    { id: 'apply', label: t('editor.apply'), icon: CirclePlay, keys: 'Ctrl ⏎', run: () => session.editing.apply() },
    { id: 'add-node', label: t('app.addNode'), icon: Plus, run: () => session.commands.addNode() },
    {
      id: 'play',
      label: state.playing ? t('timeline.pause') : t('timeline.play'),
      icon: state.playing ? Pause : Play,
      keys: 'K',
      run: () => session.setPlaying(!state.playing),
    },
    { id: 'step', label: t('timeline.step'), icon: StepForward, keys: 'N', run: () => session.step() },
    { id: 'live', label: t('timeline.live'), icon: Radio, keys: 'L', run: () => session.goLive() },
    { id: 'undo', label: t('timeline.undo'), icon: Undo2, keys: 'Ctrl Z', run: () => session.undo() },
    { id: 'redo', label: t('timeline.redo'), icon: Redo2, keys: 'Ctrl Shift Z', run: () => session.redo() },
    {
      id: 'theme',
      label: nextTheme === 'dark' ? t('app.useDark') : t('app.useLight'),
      icon: SunMoon,
      run: () => session.setTheme(nextTheme),
    },
    { id: 'language', label: t('app.otherLanguage'), icon: Languages, run: () => session.setLanguage(nextLanguage) },
    { id: 'present', label: t('app.present'), icon: Presentation, run: startPresenting },
    {
      id: 'behaviour',
      label: t('damage.annotations'),
      icon: Tags,
      run: () => openOverlay({ type: 'behaviour' }),
    },
    { id: 'compare', label: t('damage.compare'), icon: Scale, run: () => openOverlay({ type: 'compare' }) },
    ...views.map(([view, name]) => ({
      id: `view-${view}`,
      label: t('app.showView', { name: t(name) }),
      icon: Eye,
      run: () => session.setView(view),
    })),
    ...docks.map((dock) => ({
      id: `dock-${dock}`,
      label: t('app.showView', { name: t(`dock.${dock}`) }),
      icon: Eye,
      run: () => showDock(session, dock),
    })),
    ...exportActions(session, t),
    { id: 'states', label: t('states.title'), icon: Shapes, run: () => (location.hash = '#states') },
    { id: 'keys', label: t('app.keys'), icon: CircleHelp, keys: '?', run: () => openOverlay({ type: 'keys' }) },
  ];
}

const views = [
  ['cluster', 'app.viewCluster'],
  ['ownership', 'app.viewOwnership'],
  ['network', 'app.viewNetwork'],
  ['table', 'app.viewTable'],
] as const;

const docks: readonly Dock[] = ['terminal', 'requests', 'events', 'story'];

/** Shows what is under the picture, and goes there. */
function showDock(session: Session, dock: Dock): void {
  const { layout } = session.state;
  if (dock === 'requests') showRequests(session);
  else {
    session.setDock(dock);
    session.setLayout({ ...layout, collapsed: layout.collapsed.filter((panel) => panel !== 'dock') });
  }
  setTimeout(() => document.getElementById(`dock-${dock}`)?.focus());
}
