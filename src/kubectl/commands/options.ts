import { instantCommand } from '../command.ts';
import { globalOptions } from '../help/print-help.ts';

/** `kubectl options`. */
export const options = instantCommand({
  name: 'options',
  flags: {},
  run({ env }) {
    env.out(globalOptions());
  },
});
