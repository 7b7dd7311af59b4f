import { instantCommand, type CommandGroup } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag } from '../flags.ts';

/** `kubectl plugin list`: this terminal has no folders of programs to look into (kubectl pkg/cmd/plugin/plugin.go). */
const list = instantCommand({
  name: 'list',
  flags: { 'name-only': boolFlag() },
  run() {
    throw new KubectlError('unable to find any kubectl plugins in your PATH');
  },
});

export const plugin: CommandGroup = {
  name: 'plugin',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [list],
};
