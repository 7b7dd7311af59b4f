import type { ClusterOptions } from '../engine/index.ts';

/** What the command line of the headless shell asks for. */
export interface HeadlessOptions {
  cluster: ClusterOptions;
  echo: boolean;
  help: boolean;
  script: string | undefined;
  /** Arguments of the script. */
  args: string[];
}

const MAX_NODES = 5000;

/** Reads `--seed 7 --nodes=2 SCRIPT`; answers what is wrong as a text. */
export function readOptions(words: readonly string[]): HeadlessOptions | string {
  const options: HeadlessOptions = { cluster: {}, echo: false, help: false, script: undefined, args: [] };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') {
      options.script = word === '-' ? undefined : word;
      options.args = rest;
      return options;
    }
    const [name = '', written] = word.split('=', 2);
    if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--echo') options.echo = true;
    else if (name === '--seed' || name === '--nodes' || name === '--unknown-images') {
      const value = written ?? rest.shift();
      const problem = value === undefined ? `${name} needs a value` : setOption(options.cluster, name, value);
      if (problem !== undefined) return problem;
    } else return `unknown option ${name}`;
  }
  return options;
}

function setOption(cluster: ClusterOptions, name: string, value: string): string | undefined {
  if (name === '--unknown-images') {
    if (value !== 'run' && value !== 'fail') return `--unknown-images is run or fail, not ${value}`;
    cluster.unknownImages = value;
    return undefined;
  }
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) return `${name} is a whole number, not ${value}`;
  if (name === '--seed') cluster.seed = number;
  else if (number < 1 || number > MAX_NODES) return `--nodes is between 1 and ${MAX_NODES}`;
  else cluster.nodes = number;
  return undefined;
}
