import type { Exchange, Place } from '../engine/index.ts';

/** One stretch of a request's way as it is drawn. Times are virtual, ms since the epoch. */
export interface Leg {
  readonly at: number;
  readonly until: number;
  /** `go`: to the next stop; `stay`: at `to`; `back`: the whole way home; `dead`: lost at `to`. */
  readonly motion: 'go' | 'stay' | 'back' | 'dead';
  readonly from: Place;
  readonly to: Place;
}

/** The way of one request, hop after hop, with the calls that servers made to answer it. */
export interface Itinerary {
  readonly exchange: Exchange;
  readonly legs: readonly Leg[];
  /** When its dot is gone; Infinity while it is under way. */
  readonly until: number;
  readonly calls: readonly Itinerary[];
}

/** How long things are drawn at least, in virtual ms: a real hop takes less time than an eye needs. */
export interface DrawnTimes {
  readonly hop: number;
  /** The way back, in one go. */
  readonly back: number;
  /** How long a lost request stays where it was lost. */
  readonly dead: number;
}

/** Drawn times for a clock that runs at `speed` virtual ms a wall ms. */
export function drawnTimes(speed: number): DrawnTimes {
  return { hop: 260 * speed, back: 480 * speed, dead: 1100 * speed };
}

/** Decisions after which nothing comes back. */
const deadly: ReadonlySet<string> = new Set([
  'url',
  'dns.unknown',
  'dns.silent',
  'entry.noNode',
  'entry.unroutable',
  'node.off',
  'node.nothingListens',
  'service.noEndpoints',
  'service.noLocalEndpoints',
  'service.noSuchPort',
  'service.noSuchAddress',
  'noPodAt',
  'policy.denied',
  'link.cut',
  'link.partition',
  'link.lost',
  'pod.refused',
  'pod.silent',
  'pod.hangup',
  'pod.outOfMemory',
  'pod.reset',
  'apiServer.refused',
]);

/** Whether a decision ended the way of a request before its answer. */
export function isDeadly(code: string): boolean {
  return deadly.has(code);
}

/** What a way is drawn by. */
export interface ItineraryRules {
  /** Other exchanges by id, for the calls that one led to. */
  readonly find: (id: number) => Exchange | undefined;
  readonly times: DrawnTimes;
  /** Whether the view draws a place. Requests pass the others without a stop. */
  readonly draws: (place: Place) => boolean;
}

/** Lays out the way of one exchange from a moment on; what it called lies within. */
class Planner {
  private readonly legs: Leg[] = [];
  private readonly calls: Itinerary[] = [];
  private readonly exchange: Exchange;
  private readonly rules: ItineraryRules;
  /** Drawn time, and the real time that it stands for. */
  private cursor: number;
  private real: number;
  private place: Place;
  private nextCall = 0;
  private isOver = false;

  constructor(exchange: Exchange, rules: ItineraryRules, start = exchange.startedAt) {
    this.exchange = exchange;
    this.rules = rules;
    this.cursor = start;
    this.real = exchange.startedAt;
    this.place = exchange.from;
  }

  plan(): Itinerary {
    for (const hop of this.exchange.hops) {
      if (this.isOver) break;
      this.stayUntil(hop.time);
      if (hop.code === 'app.calls' || hop.code === 'ingress.rule') this.call();
      else if (hop.code === 'app.called') this.real = Math.max(this.real, hop.until);
      else if (hop.code === 'answered') this.goBack(hop.until - hop.time);
      else if (isDeadly(hop.code)) {
        this.go(hop.to, hop.until - hop.time);
        this.die();
      } else if (hop.code === 'timedOut') this.die();
      else if (this.rules.draws(hop.to)) this.go(hop.to, hop.until - hop.time);
    }
    const { exchange, legs, calls } = this;
    if (!this.isOver && exchange.outcome?.type === 'failed') this.die();
    const until = this.isOver || exchange.outcome !== undefined ? this.cursor : Infinity;
    if (until === Infinity) this.add('stay', Infinity, this.place);
    return { exchange, legs, until, calls };
  }

  private add(motion: Leg['motion'], until: number, to: Place): void {
    this.legs.push({ at: this.cursor, until, motion, from: this.place, to });
    this.cursor = until;
    this.place = to;
  }

  /** What passes in the server, or while a name is looked up, passes in the picture too. */
  private stayUntil(real: number): void {
    if (real > this.real) this.add('stay', this.cursor + real - this.real, this.place);
    this.real = Math.max(this.real, real);
  }

  private go(to: Place, ms: number): void {
    this.add('go', this.cursor + Math.max(ms, this.rules.times.hop), to);
    this.real += ms;
  }

  private goBack(ms: number): void {
    this.add('back', this.cursor + Math.max(ms, this.rules.times.back), this.exchange.from);
    this.isOver = true;
  }

  private die(): void {
    this.add('dead', this.cursor + this.rules.times.dead, this.place);
    this.isOver = true;
  }

  private call(): void {
    const called = this.rules.find(this.exchange.calls[this.nextCall++] ?? 0);
    if (called === undefined) return;
    const inner = new Planner(called, this.rules, this.cursor).plan();
    this.calls.push(inner);
    const ends = called.endedAt ?? Infinity;
    const until = Math.max(inner.until, this.cursor + ends - this.real);
    if (until === Infinity) return;
    this.add('stay', until, this.place);
    this.real = ends;
  }
}

/** How the way of an exchange is drawn. */
export function itinerary(exchange: Exchange, rules: ItineraryRules): Itinerary {
  return new Planner(exchange, rules).plan();
}

/** Where a dot is at a moment: on which leg, and how far along it, 0 to 1. */
export interface DotMoment {
  readonly leg: Leg;
  readonly share: number;
  /** The legs that it has travelled before, for the way back. */
  readonly before: readonly Leg[];
}

/** Undefined before it started and after it is gone. */
export function momentOf({ legs, until }: Itinerary, now: number): DotMoment | undefined {
  if (now >= until) return undefined;
  const index = legs.findIndex((leg) => now < leg.until);
  const leg = legs[index];
  if (leg === undefined || now < leg.at) return undefined;
  const length = leg.until - leg.at;
  const share = length === Infinity || length <= 0 ? 1 : (now - leg.at) / length;
  return { leg, share, before: legs.slice(0, index) };
}
