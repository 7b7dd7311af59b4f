import { Pause, Play, Redo2, StepForward, Undo2 } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';
import { clockText, speeds } from '../../session/index.ts';
import type { Speed } from '../../session/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { Track } from './Track.tsx';
import './timeline.css';

/** The line at the bottom: time, and the way through it. */
export function TimeBar() {
  const t = useTexts();
  const session = useSession();
  const playing = useSessionState((state) => state.playing);
  const canUndo = useSessionState((state) => state.canUndo);
  const canRedo = useSessionState((state) => state.canRedo);
  return (
    <footer className="time-bar" aria-label={t('timeline.label')}>
      <IconButton
        icon={Undo2}
        label={t('timeline.undo')}
        keys="Ctrl Z"
        tip="aboveRight"
        disabled={!canUndo}
        onClick={() => session.undo()}
      />
      <IconButton
        icon={Redo2}
        label={t('timeline.redo')}
        keys="Ctrl Shift Z"
        tip="above"
        disabled={!canRedo}
        onClick={() => session.redo()}
      />
      <span className="time-bar-rule" />
      <IconButton
        icon={playing ? Pause : Play}
        label={playing ? t('timeline.pause') : t('timeline.play')}
        keys="K"
        tip="above"
        onClick={() => session.setPlaying(!playing)}
      />
      <IconButton icon={StepForward} label={t('timeline.step')} keys="N" tip="above" onClick={() => session.step()} />
      <SpeedSelect />
      <ClockText />
      <Track />
      <LiveButton />
    </footer>
  );
}

function SpeedSelect() {
  const t = useTexts();
  const session = useSession();
  const speed = useSessionState((state) => state.speed);
  return (
    <select
      className="speed"
      aria-label={t('timeline.speed')}
      value={speed}
      onChange={(event) => session.setSpeed(Number(event.target.value) as Speed)}
    >
      {speeds.map((each) => (
        <option key={each} value={each}>
          {`${each}×`}
        </option>
      ))}
    </select>
  );
}

function ClockText() {
  const t = useTexts();
  const text = useSessionState((state) => clockText(state.now - state.startTime));
  const throttled = useSessionState((state) => state.throttled);
  return (
    <span className="clock">
      <span role="timer" aria-label={t('timeline.clock')} className="clock-text">
        {text}
      </span>
      {throttled && (
        <span className="throttled" title={t('timeline.throttledWhy')}>
          {t('timeline.throttled')}
        </span>
      )}
    </span>
  );
}

/** Whether the present is shown, and the way back to it. */
function LiveButton() {
  const t = useTexts();
  const session = useSession();
  const past = useSessionState((state) => state.frame.past);
  return (
    <button
      type="button"
      className="button live"
      data-past={past}
      aria-pressed={!past}
      onClick={() => session.goLive()}
    >
      {t('timeline.live')}
    </button>
  );
}
