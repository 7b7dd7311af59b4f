import { Download, Plus } from 'lucide-react';
import { Suspense, lazy, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { loadTexts, useTexts } from '../../i18n/index.ts';
import type { ObjectRef, Picture } from '../../scene/index.ts';
import type { PaneView } from '../../session/index.ts';
import { Canvas, LegendPlace, NamespaceSelect, SearchBox, useFound, type CanvasProps } from '../canvas/index.ts';
import { TrafficLayer, TrafficLegend } from '../traffic/late-parts.ts';
import { showRequests } from '../traffic/show-requests.ts';
import { usePresenting } from '../present/presenting.ts';
import { IconButton } from './IconButton.tsx';
import { wantInspectorFocus } from './inspector-focus.ts';
import { openOverlay } from './overlay.ts';
import { pointInPicture, uidAt, usePointing } from './pointing.ts';
import { useSession, useSessionState } from './session-context.ts';

/** For those who ask for it. */
const TableView = lazy(async () => {
  const [part] = await Promise.all([import('../table/TableView.tsx'), loadTexts('inspector', 'table')]);
  return part;
});

const CardRollout = lazy(async () => {
  const [part] = await Promise.all([import('../inspector/CardRollout.tsx'), loadTexts('inspector')]);
  return part;
});

/** The cluster as a picture, and which of its views. */
export function PicturePane() {
  const t = useTexts();
  const session = useSession();
  const selection = useSessionState((state) => state.selection);
  const [searched, setSearched] = useState('');
  const { spotlight } = usePresenting();
  const lit = useMemo(
    () => spotlight && selection && ((shown: Picture) => spotlight(shown, selection)),
    [spotlight, selection],
  );
  const found = useFound(session.picture, searched, lit);
  const namespaces = useSessionState((state) => state.namespaces);
  const isTable = useSessionState((state) => state.view === 'table');
  const governed = useSessionState((state) => state.governed);
  const inStory = usePointing((pointing) => pointing.inStory);
  const highlighted = useMemo(() => new Set([...(governed?.uids ?? []), ...inStory]), [governed, inStory]);

  async function openMenu(ref: ObjectRef, point: { x: number; y: number }) {
    const [{ actionsFor }] = await Promise.all([import('../inspector/actions.ts'), loadTexts('damage', 'inspector')]);
    const actions = actionsFor(ref, session.state.frame.snapshot, session, t);
    openOverlay({
      type: 'menu',
      label: t('inspector.actionsFor', { name: ref.name }),
      heading: ref.name,
      actions,
      ...point,
    });
  }

  async function openExports(button: HTMLElement) {
    const { left, bottom } = button.getBoundingClientRect();
    const { exportActions } = await import('./export-actions.ts');
    openOverlay({ type: 'menu', label: t('export.menu'), actions: exportActions(session, t), x: left, y: bottom });
  }

  const picture: CanvasProps = {
    store: session.picture,
    selection,
    highlighted,
    found,
    onSelect: (ref) => session.select(ref),
    onOpenMenu: (ref, point) => void openMenu(ref, point),
    onAction: (action, ref) => {
      if (action === 'delete') session.commands.delete(ref);
      else {
        wantInspectorFocus(ref);
        session.select(ref);
      }
    },
  };

  return (
    <section className="picture-pane" aria-label={t('app.picture')}>
      <div className="pane-bar">
        <ViewSwitch />
        <button
          type="button"
          className="button quiet"
          aria-label={t('app.addNode')}
          title={t('app.addNode')}
          onClick={() => session.commands.addNode()}
        >
          <Plus size={14} aria-hidden />
          <span>{t('app.node')}</span>
        </button>
        <NamespaceSelect
          store={session.picture}
          chosen={namespaces}
          onChoose={(choice) => session.showNamespaces(choice)}
        />
        <SearchBox text={searched} count={searched.trim() === '' ? undefined : found?.size} onSearch={setSearched} />
        <IconButton
          icon={Download}
          label={t('export.menu')}
          tip="belowLeft"
          onClick={(event) => void openExports(event.currentTarget)}
        />
      </div>
      <div
        className="picture-body"
        onPointerOver={(event) => pointInPicture(uidAt(event.target))}
        onPointerLeave={() => pointInPicture(undefined)}
        onFocus={(event) => pointInPicture(uidAt(event.target))}
        onBlur={() => pointInPicture(undefined)}
      >
        <PastNote />
        {isTable ? (
          <Suspense>
            <TableView {...picture} />
          </Suspense>
        ) : (
          <>
            <Canvas
              {...picture}
              invitation={<Invitation />}
              overlay={<Traffic />}
              rollout={CardRollout}
              onClient={() => showRequests(session)}
            />
            <LegendPlace store={session.picture} extra={<TrafficMarks />} />
          </>
        )}
      </div>
    </section>
  );
}

/** Requests on their way, once there are any. */
function Traffic() {
  const isUsed = useSessionState((state) => state.hasTraffic);
  if (!isUsed) return null;
  return (
    <Suspense>
      <TrafficLayer />
    </Suspense>
  );
}

/** What the legend says of them. */
function TrafficMarks() {
  const isUsed = useSessionState((state) => state.hasTraffic);
  if (!isUsed) return null;
  return (
    <Suspense>
      <TrafficLegend />
    </Suspense>
  );
}

function ViewSwitch() {
  const t = useTexts();
  const session = useSession();
  const view = useSessionState((state) => state.view);
  const shown = useRef(view);
  const pressed = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    // What had the focus may have gone with the other view, as the tiles do for the table.
    if (document.activeElement === document.body) pressed.current?.focus();
  }, [view]);
  const views: readonly (readonly [PaneView, string])[] = [
    ['cluster', t('app.viewCluster')],
    ['ownership', t('app.viewOwnership')],
    ['network', t('app.viewNetwork')],
    ['table', t('app.viewTable')],
  ];
  return (
    <div role="group" aria-label={t('app.views')} className="segments">
      {views.map(([name, label]) => (
        <button
          key={name}
          ref={view === name ? pressed : undefined}
          type="button"
          aria-pressed={view === name}
          onClick={() => session.setView(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** Says that this is the past, and what acting here means. */
function PastNote(): ReactNode {
  const t = useTexts();
  const session = useSession();
  const past = useSessionState((state) => state.frame.past);
  if (!past) return null;
  return (
    <div className="past-note" role="note">
      <p>{t('app.past')}</p>
      <button type="button" className="button" onClick={() => session.goLive()}>
        {t('timeline.live')}
      </button>
    </div>
  );
}

/** What to do with a cluster that runs nothing. */
function Invitation() {
  const t = useTexts();
  const session = useSession();
  return (
    <>
      <p>{t('app.emptyCluster')}</p>
      <button type="button" className="button primary" onClick={() => session.editing.apply()}>
        {t('editor.apply')}
      </button>
    </>
  );
}
