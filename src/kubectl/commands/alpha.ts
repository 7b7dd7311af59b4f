import { instantCommand } from '../command.ts';

const NOTHING = 'No alpha commands are available in this version of kubectl\n';

/** `kubectl alpha`: there are none in 1.32 (kubectl pkg/cmd/alpha.go). */
export const alpha = instantCommand({
  name: 'alpha',
  isHidden: true,
  helpless: NOTHING,
  flags: {},
  run({ env }) {
    env.err(NOTHING);
  },
});
