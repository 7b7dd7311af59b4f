import { instantCommand } from '../command.ts';

/** `kubectl help [command]`. */
export const help = instantCommand({
  name: 'help',
  isHidden: true,
  flags: {},
  run({ args, printHelp }) {
    printHelp(args);
  },
});
