import { useEffect, useState } from 'react';
import { useSession } from '../chrome/session-context.ts';
import type { Session } from '../../session/index.ts';

/** Wall ms between two looks: numbers that change faster cannot be read. */
const EVERY_MS = 250;

/** Something of the session that moves with time, looked at a few times a second; `isSame` saves drawing it again. */
export function useSampled<T>(read: (session: Session) => T, isSame: (a: T, b: T) => boolean = Object.is): T {
  const session = useSession();
  const [value, setValue] = useState(() => read(session));
  useEffect(() => {
    const look = (): void => {
      setValue((before) => {
        const now = read(session);
        return isSame(before, now) ? before : now;
      });
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [session, read, isSame]);
  return value;
}
