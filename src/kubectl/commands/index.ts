import type { CommandGroup } from '../command.ts';
import { get } from './get.ts';

/** All that `kubectl` can be followed by. */
export const root: CommandGroup = {
  name: 'kubectl',
  refuses: 'unknown command',
  commands: [get],
};
