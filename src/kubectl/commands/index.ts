import type { CommandGroup } from '../command.ts';
import { apply } from './apply.ts';
import { createFromFile } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { get } from './get.ts';
import { rollout } from './rollout.ts';
import { scale } from './scale.ts';
import { setImage } from './set-image.ts';

const create: CommandGroup = { name: 'create', refuses: 'Unexpected args', self: createFromFile, commands: [] };

const set: CommandGroup = { name: 'set', refuses: 'unknown command', commands: [setImage] };

/** All that `kubectl` can be followed by. */
export const root: CommandGroup = {
  name: 'kubectl',
  refuses: 'unknown command',
  commands: [apply, create, deleteCommand, describe, get, rollout, scale, set],
};
