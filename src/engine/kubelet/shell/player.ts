import type { ScriptPlayer } from '../script-player.ts';
import { isInstalled } from './commands.ts';
import { isFile } from './installed.ts';
import { Interpreter } from './interpreter.ts';

export const scriptPlayer: ScriptPlayer = {
  isInstalled,
  isExecutable: (behaviour, program) => isInstalled(behaviour, program) && isFile(behaviour, program),
  play: (world, until, argv, stdin = '') =>
    new Interpreter(world, until).run((interpreter) => {
      interpreter.stdin = stdin;
      return interpreter.words(argv);
    }),
};
