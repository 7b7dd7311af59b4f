import type { CommandGroup } from '../command.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout-change.ts';
import { rolloutHistory } from './rollout-history.ts';
import { rolloutStatusCommand } from './rollout-status.ts';
import { rolloutUndo } from './rollout-undo.ts';

export const rollout: CommandGroup = {
  name: 'rollout',
  refuses: 'unknown command',
  bareHelp: 'out',
  commands: [rolloutHistory, rolloutPause, rolloutRestart, rolloutResume, rolloutStatusCommand, rolloutUndo],
};
