import type { Call } from '../command.ts';
import { KubectlError } from '../errors.ts';

/** A `config` command was given other words than it takes: it prints its help and says so. */
export function refuseArguments(call: Pick<Call, 'args' | 'path' | 'printHelp'>, text: string): never {
  call.printHelp(call.path.split(' ').slice(1));
  throw new KubectlError(`${text}: [${call.args.join(' ')}]`);
}
