import type { TestScope } from '../../engine/index.ts';
import type { ShellPort } from '../run/process.ts';

/** What `test` finds around a shell. */
export function testScope(shell: ShellPort): TestScope {
  const { world, state, budget } = shell;
  return {
    kindOf: (path) => world.files.kind(shell.resolve(path)),
    textOf: (path) => world.files.read(shell.resolve(path)),
    isExecutable: () => false,
    isSet: (name) => state.variables.has(name) || state.variables.has(`${name}[0]`),
    isTerminal: world.interactive,
    spend: budget.spend,
  };
}
