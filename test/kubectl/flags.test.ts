import { describe, expect, test } from 'vitest';
import {
  boolFlag,
  durationFlag,
  intFlag,
  parseFlags,
  stringArrayFlag,
  stringFlag,
  stringsFlag,
  wordsWithoutFlags,
} from '../../src/kubectl/flags.ts';

const definitions = {
  all: boolFlag(false, { shorthand: 'A' }),
  'dry-run': stringFlag('none', { alone: 'unchanged' }),
  env: stringArrayFlag({ shorthand: 'e' }),
  filename: stringsFlag({ shorthand: 'f' }),
  output: stringFlag('', { shorthand: 'o' }),
  record: boolFlag(false, { deprecated: '--record will be removed in the future' }),
  replicas: intFlag(0),
  selector: stringFlag('', { shorthand: 'l' }),
  stdin: boolFlag(false, { shorthand: 'i' }),
  timeout: durationFlag(0),
  tty: boolFlag(false, { shorthand: 't' }),
};

const parse = (line: string) => parseFlags(line.split(' '), definitions);
const values = (line: string) => parse(line).values;

describe('flags as spf13/pflag reads them', () => {
  test.each([
    ['-lapp=x', { selector: 'app=x' }],
    ['-l app=x', { selector: 'app=x' }],
    ['-l=app=x', { selector: 'app=x' }],
    ['-owide', { output: 'wide' }],
    ['--output wide', { output: 'wide' }],
    ['--output=wide', { output: 'wide' }],
    ['--output=', { output: '' }],
    ['-it', { stdin: true, tty: true }],
    ['-itowide', { stdin: true, tty: true, output: 'wide' }],
    ['--all=false', { all: false }],
    ['--dry-run', { 'dry-run': 'unchanged' }],
    ['--dry_run=client', { 'dry-run': 'client' }],
    ['-f a.yaml,b.yaml -f c.yaml', { filename: ['a.yaml', 'b.yaml', 'c.yaml'] }],
    ['-e A=1,2 -e B=3', { env: ['A=1,2', 'B=3'] }],
    ['--replicas 0x10', { replicas: 16 }],
    ['--timeout 1m30s', { timeout: 90_000 }],
  ])('%s', (line, expected) => {
    expect(values(line)).toMatchObject(expected);
  });

  test('a flag that stands alone leaves the next word to the arguments', () => {
    expect(parse('get --all true pods')).toMatchObject({ values: { all: true }, args: ['get', 'true', 'pods'] });
  });

  test('after -- everything is an argument', () => {
    expect(parse('pod -- ls -l')).toMatchObject({ args: ['pod', 'ls', '-l'], dashAt: 1, values: { selector: '' } });
  });

  test('a deprecated flag is still taken, and said to be deprecated', () => {
    const { values: given, notices } = parse('--record');
    expect(given['record']).toBe(true);
    expect(notices).toEqual(['Flag --record has been deprecated, --record will be removed in the future\n']);
  });

  test.each([
    ['--nope', 'unknown flag: --nope'],
    ['-x', "unknown shorthand flag: 'x' in -x"],
    ['-ix', "unknown shorthand flag: 'x' in -x"],
    ['-o', "flag needs an argument: 'o' in -o"],
    ['--output', 'flag needs an argument: --output'],
    ['--=x', 'bad flag syntax: --=x'],
    ['--replicas=x', 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    ['-A=x', 'invalid argument "x" for "-A, --all" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    ['--timeout=5', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
    ['--timeout=x', 'invalid argument "x" for "--timeout" flag: time: invalid duration "x"'],
  ])('%s is refused', (line, message) => {
    expect(() => parse(line)).toThrow(message);
  });

  test('subcommands are found behind flags and their values', () => {
    const line = ['-o', 'wide', '--all', '--unknown', 'value', 'get', 'pods'];
    expect(wordsWithoutFlags(line, definitions).map((index) => line[index])).toEqual(['get', 'pods']);
  });
});
