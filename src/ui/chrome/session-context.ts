import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session, SessionState } from '../../session/index.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session that the page shows. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is used outside of the App');
  return session;
}

/** A part of what the session shows; the component is drawn again when that part changes. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}
