import { useEffect, useState } from 'react';
import type { Frame } from '../../session/index.ts';
import { useSession } from './session-context.ts';

/** Wall ms between two looks: nobody reads faster, and what is told from a frame may take a while to find out. */
const EVERY_MS = 300;

/** What is on the screen, looked at a few times a second rather than at every change. */
export function useSampledFrame(): Frame {
  const session = useSession();
  const [frame, setFrame] = useState(session.state.frame);
  useEffect(() => {
    const timer = setInterval(() => setFrame(session.state.frame), EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return frame;
}
