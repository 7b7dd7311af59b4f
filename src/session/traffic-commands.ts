import type { LoadRate, LoadSpec, TrafficOrigin, TrafficRequest } from '../engine/index.ts';
import { commandText } from './command-text.ts';
import type { SessionPort } from './session-port.ts';

/**
 * What a person sends through the cluster by a button: requests and loads. Each is a line that the terminal shows, an
 * input of the history, and one act that can be undone.
 */
export class TrafficCommands {
  private readonly session: SessionPort;

  constructor(session: SessionPort) {
    this.session = session;
  }

  /** Sends one request, as soon as there is a network; `sent` is told the id of its exchange. */
  send(request: TrafficRequest, sent: (id: number) => void = () => undefined): void {
    this.session.withTools(() => {
      const id = this.session.commandRunner.send(requestLine(request), request);
      if (id !== undefined) sent(id);
    });
  }

  /** Starts a load, as soon as there is a network; `started` is told its id. */
  startLoad(spec: LoadSpec, started: (id: number) => void = () => undefined): void {
    this.session.withTools(() => {
      const id = this.session.commandRunner.startLoad(`# load: ${loadLine(spec)}`, spec);
      if (id !== undefined) started(id);
    });
  }

  stopLoad(id: number): void {
    const load = this.session.cluster.traffic?.loads().find((each) => each.id === id);
    if (load === undefined || load.isOver) return;
    this.session.commandRunner.stopLoad(`# stop the load: ${loadLine(load.spec)}`, id);
  }
}

/** The line that sends the same request by hand. */
export function requestLine({ from, method, url, headers = {}, body = '' }: TrafficRequest): string {
  const curl = ['curl'];
  if (method !== 'GET') curl.push('-X', method);
  for (const [name, value] of Object.entries(headers)) curl.push('-H', `${name}: ${value}`);
  if (body !== '') curl.push('-d', body);
  return commandText([...execFrom(from), ...curl, url]);
}

/** Runs what follows where a request begins. */
function execFrom(from: TrafficOrigin): readonly string[] {
  if (from === 'outside') return [];
  const namespace = from.namespace === 'default' ? [] : ['-n', from.namespace];
  return ['kubectl', 'exec', from.pod, ...namespace, '--'];
}

/** A load in words: no one command does all of these. */
export function loadLine(spec: LoadSpec): string {
  const { from, method, url, rate, durationSeconds } = spec;
  const where = from === 'outside' ? '' : ` from pod ${from.pod}`;
  const until = durationSeconds === undefined ? 'until it is stopped' : `for ${durationSeconds} s`;
  return `${method} ${url}${where}, ${rateText(rate)}, ${until}`;
}

function rateText(rate: LoadRate): string {
  switch (rate.type) {
    case 'constant':
      return `${rate.perSecond} a second`;
    case 'ramp':
      return `${rate.from} to ${rate.to} a second`;
    case 'burst':
      return `${rate.perSecond} a second for ${rate.forSeconds} s every ${rate.everySeconds} s`;
  }
}
