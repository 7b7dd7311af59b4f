import type { CommandGroup } from '../command.ts';
import { setEnv } from './set-env.ts';
import { setImage } from './set-image.ts';
import { setLimits } from './set-limits.ts';
import { setSelector } from './set-selector.ts';
import { setServiceAccount } from './set-service-account.ts';
import { setSubject } from './set-subject.ts';

export const set: CommandGroup = {
  name: 'set',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [setEnv, setImage, setLimits, setSelector, setServiceAccount, setSubject],
};
