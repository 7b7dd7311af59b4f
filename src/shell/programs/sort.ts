import { lineOrder } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { eachLine } from './lines.ts';
import { parseOptions } from './options.ts';

export function* sort(process: Process): Work {
  const options = parseOptions(
    process,
    'nrhVfut:k:bso:c',
    {
      'numeric-sort': 'n',
      reverse: 'r',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
    },
    { exitCode: 2 },
  );
  if (typeof options === 'number') return options;
  const separator = options.value('t');
  const letters = [...'nhVfrus'].filter((letter) => options.has(letter)).join('');
  const order = lineOrder(letters, options.values('k'), separator === undefined ? {} : { separator });
  if (typeof order === 'string') return process.fail(order, 2);
  const lines: string[] = [];
  const isRead = yield* eachLine(process, options.operands, (line) => lines.push(line));
  const shown = order.sort(lines, (units) => process.spend(units));
  const text = shown.map((line) => `${line}\n`).join('');
  const target = options.value('o');
  if (target === undefined) process.out(text);
  else {
    const reason = process.world.files.write(process.shell.resolve(target), text);
    if (reason !== undefined) return process.fail(`open failed: ${target}: ${reason}`, 2);
  }
  return isRead ? 0 : 2;
}
