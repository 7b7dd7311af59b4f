/** What the command line of the API door asks for. */
export interface ApiOptions {
  /** 0: any that is free. */
  port: number;
  nodes: number;
  /** Virtual ms a ms; 0 holds time. */
  speed: number;
  seed: number;
  /** Open each NodePort on this machine. */
  nodePorts: boolean;
  help: boolean;
}

const RANGES = {
  '--port': [0, 65_535],
  '--nodes': [1, 5000],
  '--seed': [0, 4_294_967_295],
} as const;

const FASTEST = 1000;

/** Reads `--port 8001 --speed=10`; answers what is wrong as a text. */
export function readApiOptions(words: readonly string[]): ApiOptions | string {
  const options: ApiOptions = { port: 8001, nodes: 3, speed: 1, seed: 1, nodePorts: true, help: false };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = '', written] = word.split('=', 2);
    if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--no-node-ports') options.nodePorts = false;
    else if (name === '--port' || name === '--nodes' || name === '--seed' || name === '--speed') {
      const value = written ?? rest.shift();
      if (value === undefined) return `${name} needs a value`;
      const problem = name === '--speed' ? setSpeed(options, value) : setNumber(options, name, value);
      if (problem !== undefined) return problem;
    } else return `unknown option ${word}`;
  }
  return options;
}

function setSpeed(options: ApiOptions, value: string): string | undefined {
  const speed = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(speed <= FASTEST)) return `--speed is between 0 and ${FASTEST}, not ${value}`;
  options.speed = speed;
  return undefined;
}

function setNumber(options: ApiOptions, name: keyof typeof RANGES, value: string): string | undefined {
  const [from, to] = RANGES[name];
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= from && number <= to)) return `${name} is a whole number between ${from} and ${to}, not ${value}`;
  if (name === '--port') options.port = number;
  else if (name === '--nodes') options.nodes = number;
  else options.seed = number;
  return undefined;
}
