import { Ellipsis } from 'lucide-react';
import { useSyncExternalStore, type MouseEvent } from 'react';
import { cornerOf, type ObjectRef, type PictureStore } from '../../scene/index.ts';
import { useScope, useTopic } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { refOfUid } from './find-ref.ts';
import './thing-menu.css';

function isPod(uid: string, store: PictureStore): boolean {
  return store.scene().picture.pods.has(uid);
}

/**
 * The button that opens the menu of what is pointed at, has the focus or else is selected: for those without a right mouse
 * button. There is one for the whole picture, at the corner of its thing; keys open the menu themselves.
 */
export function ThingMenu({ onOpenMenu }: { onOpenMenu: (ref: ObjectRef, point: { x: number; y: number }) => void }) {
  const { marks, store, t } = useScope();
  const pointed = useSyncExternalStore(marks.subscribe, () => marks.emphasis().pointed);
  const selected = useSyncExternalStore(marks.subscribe, () => marks.emphasis().selected);
  const detail = useDetail();
  // Chips are smaller than the button: that of one would be in the way to the next.
  const isPointedAt = pointed !== undefined && (detail === 'tile' || detail === 'compact' || !isPod(pointed, store));
  const uid = (isPointedAt ? pointed : selected) ?? '';
  const name = useTopic('picture', ({ picture }) => refOfUid(uid, picture)?.name);
  const x = useTopic('picture', (scene) => cornerOf(uid, scene.picture, scene.arrangement, scene.layout)?.x);
  const y = useTopic('picture', (scene) => cornerOf(uid, scene.picture, scene.arrangement, scene.layout)?.y);
  if (name === undefined || x === undefined || y === undefined) return null;
  const open = (event: MouseEvent<HTMLButtonElement>): void => {
    event.stopPropagation();
    const thing = refOfUid(uid, store.scene().picture);
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    if (thing !== undefined) onOpenMenu(thing, { x: left, y: bottom + 2 });
  };
  const label = t('canvas.menu', { name });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`thing-menu${isPod(uid, store) ? ' is-of-pod' : ''}`}
      style={{ left: x, top: y }}
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      // It would take the focus, and with it go when the menu has that: a menu closes when the focus is lost.
      onMouseDown={(event) => event.preventDefault()}
      onClick={open}
    >
      <Ellipsis aria-hidden />
    </button>
  );
}
