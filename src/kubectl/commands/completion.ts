import { instantCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { constantText } from '../help/print-help.ts';

const SHELLS = ['bash', 'fish', 'powershell', 'zsh'];

/** `kubectl completion`: the script that a real shell would read (kubectl pkg/cmd/completion/completion.go). */
export const completion = instantCommand({
  name: 'completion',
  flags: {},
  run({ env, args, path }) {
    const [shell, ...more] = args;
    if (shell === undefined) throw usageError(path, 'Shell not specified.');
    if (more.length > 0) throw usageError(path, 'Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell)) throw usageError(path, `Unsupported shell type ${JSON.stringify(shell)}.`);
    env.out(constantText(env, `${path} ${shell}`));
  },
});
