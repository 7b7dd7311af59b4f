import {
  curlFile,
  curlRequest,
  curlSays,
  readCurl,
  readWget,
  redirection,
  wgetFile,
  wgetRequest,
  wgetSays,
  type CurlCall,
  type Said,
} from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { exchangeOf } from './http-exchange.ts';

const MOST_REDIRECTS = 10;

function finish(process: Process, { out, err, exitCode }: Said): number {
  process.err(err);
  process.out(out);
  return exitCode;
}

function readFile(process: Process): (path: string) => string | undefined {
  return (path) => process.world.files.read(process.shell.resolve(path));
}

/** Writes what came back into a file; the reason why not. */
function save(process: Process, file: string, text: string): string | undefined {
  return file === '/dev/null' ? undefined : process.world.files.write(process.shell.resolve(file), text);
}

function* fetchUrl(process: Process, call: CurlCall, url: string): Work {
  let exchange = yield* exchangeOf(process, curlRequest(call, url, readFile(process)));
  for (let left = MOST_REDIRECTS; left > 0; left--) {
    const next = redirection(call, exchange);
    if (next === undefined) break;
    exchange = yield* exchangeOf(process, curlRequest(call, next, readFile(process)));
  }
  const file = curlFile(call, url);
  const said = curlSays(call, exchange, file === undefined && process.streams.out.isTerminal);
  process.err(said.err);
  let { exitCode } = said;
  if (file === undefined) process.out(said.out);
  else if (exitCode === 0) {
    const reason = save(process, file, said.out);
    if (reason !== undefined) {
      exitCode = 23;
      if (call.showsErrors) process.err(`curl: (23) client returned ERROR on write, ${file}: ${reason}\n`);
    }
  }
  if (said.late !== '') process.err(said.late);
  process.out(said.after);
  return exitCode;
}

/** curl on the machine outside the cluster. */
export function* curl(process: Process): Work {
  const reading = readCurl(process.args);
  if ('said' in reading) return finish(process, reading.said);
  let status = 0;
  for (const url of reading.call.urls) {
    const protocol = /^([a-zA-Z]{1,20}):\/\//.exec(url)?.[1]?.toLowerCase();
    if (protocol !== undefined && protocol !== 'http' && protocol !== 'https') {
      status = 1;
      if (reading.call.showsErrors) process.err(`curl: (1) Protocol "${protocol}" not supported\n`);
      continue;
    }
    status = yield* fetchUrl(process, reading.call, url);
  }
  return status;
}

/** GNU wget on the machine outside the cluster. */
export function* wget(process: Process): Work {
  const reading = readWget(process.args, 'gnu');
  if ('said' in reading) return finish(process, reading.said);
  const { call } = reading;
  const said = wgetSays(call, 'gnu', yield* exchangeOf(process, wgetRequest(call)));
  const file = wgetFile(call);
  if (file === undefined || said.exitCode > 0) return finish(process, said);
  process.err(said.err);
  const reason = save(process, file, said.out);
  return reason === undefined ? 0 : process.fail(`${file}: ${reason}`, 3);
}
