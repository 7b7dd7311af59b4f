import { Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Toast } from '../../session/index.ts';
import { IconButton } from './IconButton.tsx';
import { useSession, useSessionState } from './session-context.ts';

/** Long enough to read and to decide to undo. */
const STAY_MS = 7000;

/** Messages about what was just done, with the way back. */
export function Toasts() {
  const t = useTexts();
  const toasts = useSessionState((state) => state.toasts);
  return (
    <section className="toasts" aria-label={t('app.messages')}>
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useTexts();
  const session = useSession();
  const [held, setHeld] = useState(false);
  const { undo } = toast;
  const text = t(toast.phrase.key, toast.phrase.params);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => session.dismissToast(toast.id), STAY_MS);
    return () => clearTimeout(timer);
  }, [held, session, toast.id]);
  return (
    <div
      className="toast"
      data-tone={toast.tone}
      role={toast.tone === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p title={text}>{text}</p>
      {undo !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => {
            undo();
            session.dismissToast(toast.id);
          }}
        >
          <Undo2 size={14} aria-hidden />
          {t('app.undo')}
        </button>
      )}
      <IconButton icon={X} label={t('app.dismiss')} tip="above" onClick={() => session.dismissToast(toast.id)} />
    </div>
  );
}
