import { useTexts } from '../../../i18n/index.ts';
import { openOverlay } from '../overlay.ts';
import { isMac } from '../platform.ts';
import { Sheet } from './Sheet.tsx';

const command = isMac ? '⌘' : 'Ctrl';

/** Every key that the page knows. */
export function KeyList() {
  const t = useTexts();
  const keys: readonly (readonly [string, string])[] = [
    [`${command} Enter`, t('app.keyApply')],
    ['Shift Alt F', t('writing.format')],
    [`${command} K`, t('app.keyPalette')],
    ['?', t('app.keyKeys')],
    ['K', t('app.keyPlay')],
    ['N', t('app.keyStep')],
    ['L', t('app.keyLive')],
    [`${command} Z`, t('app.keyUndo')],
    [`${command} Shift Z`, t('app.keyRedo')],
    ['PageDown . →', t('present.keyNext')],
    ['PageUp ←', t('present.keyPrevious')],
    ['← ↑ ↓ →', t('app.keyArrows')],
    ['Home End', t('app.keyEnds')],
    ['Enter', t('app.keyInspect')],
    ['W', t('app.keyWires')],
    ['Delete', t('app.keyDelete')],
    ['Shift F10', t('app.keyMenu')],
    ['0', t('app.keyFit')],
    ['Esc', t('app.keyEscape')],
    ['Esc Tab', t('app.keyLeaveText')],
    ['Ctrl Shift F', t('app.keyFind')],
    ['Tab', t('app.keyTab')],
    ['Ctrl R', t('app.keySearchLines')],
    ['Ctrl C', t('app.keyInterrupt')],
    ['Ctrl L', t('app.keyClear')],
    ['Alt .', t('app.keyLastWord')],
  ];
  return (
    <Sheet title={t('app.keys')}>
      <dl className="key-list">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="link key-list-more" onClick={() => openOverlay({ type: 'behaviour' })}>
        {t('damage.annotations')}
      </button>
    </Sheet>
  );
}
