import { instantCommand } from '../command.ts';
import { constantText } from '../help/print-help.ts';

/** `kubectl options`: the flags that every command has. */
export const options = instantCommand({
  name: 'options',
  flags: {},
  run({ env, path }) {
    env.out(constantText(env, path));
  },
});
