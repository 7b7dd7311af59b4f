import { useTexts } from '../../i18n/index.ts';
import { useSessionState } from './session-context.ts';

/** Says politely what changes in the picture; the session sees to it that it does not chatter. */
export function LiveRegion() {
  const t = useTexts();
  const said = useSessionState((state) => state.announcement);
  return (
    <div role="status" aria-live="polite" aria-label={t('app.announcements')} className="visually-hidden">
      {said !== undefined && t(said.key, said.params)}
    </div>
  );
}
