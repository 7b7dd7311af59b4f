import type { Exchange } from '../engine/index.ts';
import type { Point } from './geometry.ts';
import {
  itinerary,
  momentOf,
  type DrawnTimes,
  type Itinerary,
  type ItineraryRules,
  type Leg,
} from './traffic-itinerary.ts';
import { pointAlong, type Path, type TrafficPaths } from './traffic-paths.ts';

/** A request under way, px at zoom 1. */
export interface Dot extends Point {
  /** Of its exchange. */
  readonly id: number;
  /** `wait`: a server has it, or waits for what it called itself; `fail`: it comes back with bad news. */
  readonly state: 'go' | 'wait' | 'back' | 'fail' | 'dead';
}

/** More than these at once nobody can follow. */
export const dotLimit = 40;

/** What dots are drawn from. */
export interface DotScene {
  /** Oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly paths: TrafficPaths;
  readonly times: DrawnTimes;
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  /** Nobody wants motion: a dot stands where it arrives next. */
  readonly still: boolean;
  /** Requests beyond those that are followed: only the lost ones among the others are drawn. */
  readonly follows: (exchange: Exchange) => boolean;
}

/** Lays out dots; remembers the way of each exchange while neither it nor the times change. */
export class DotDrawer {
  private plans = new WeakMap<Exchange, Itinerary>();
  private hop = 0;
  private view = '';

  /** The dots of the newest exchanges. */
  dots(scene: DotScene): readonly Dot[] {
    const { exchanges, paths, times, now } = scene;
    if (times.hop !== this.hop || paths.view !== this.view) {
      this.plans = new WeakMap();
      this.hop = times.hop;
      this.view = paths.view;
    }
    let byId: ReadonlyMap<number, Exchange> | undefined;
    const find = (id: number): Exchange | undefined =>
      (byId ??= new Map(exchanges.map((exchange) => [exchange.id, exchange]))).get(id);
    const rules: ItineraryRules = { find, times, draws: (place) => paths.draws(place) };
    const dots: Dot[] = [];
    for (let index = exchanges.length - 1; index >= 0 && dots.length < dotLimit; index--) {
      const exchange = exchanges[index];
      if (exchange === undefined || exchange.startedAt > now || exchange.parent !== undefined) continue;
      const plan = this.planOf(exchange, rules);
      if (plan.until > now) addDots(dots, plan, scene, scene.follows(exchange));
    }
    return dots;
  }

  private planOf(exchange: Exchange, rules: ItineraryRules): Itinerary {
    const known = this.plans.get(exchange);
    if (known !== undefined) return known;
    const plan = itinerary(exchange, rules);
    // An exchange under way stays the same while what it called goes on.
    if (exchange.outcome !== undefined) this.plans.set(exchange, plan);
    return plan;
  }
}

function addDots(dots: Dot[], plan: Itinerary, scene: DotScene, isFollowed: boolean): void {
  const dot = dotAt(plan, scene);
  if (dot !== undefined && (isFollowed || dot.state === 'dead')) dots.push(dot);
  for (const call of plan.calls) addDots(dots, call, scene, isFollowed);
}

function dotAt(plan: Itinerary, { paths, now, still }: DotScene): Dot | undefined {
  const moment = momentOf(plan, now);
  if (moment === undefined) return undefined;
  const { leg, share, before } = moment;
  const way = wayOf(leg, before, paths);
  const point = still ? way.at(-1) : pointAlong(way, eased(share));
  if (point === undefined) return undefined;
  return { id: plan.exchange.id, state: stateOf(leg, plan.exchange), x: point.x, y: point.y };
}

/** Starts and stops gently, so that each hop is seen as one. */
function eased(share: number): number {
  return share < 0.5 ? 2 * share ** 2 : 1 - 2 * (1 - share) ** 2;
}

function stateOf({ motion }: Leg, { outcome }: Exchange): Dot['state'] {
  if (motion === 'stay') return 'wait';
  if (motion !== 'back') return motion;
  return outcome?.type === 'answered' && outcome.status < 400 ? 'back' : 'fail';
}

function wayOf(leg: Leg, before: readonly Leg[], paths: TrafficPaths): Path {
  if (leg.motion === 'go') return paths.between(leg.from, leg.to);
  const travelled = before.flatMap(({ motion, from, to }) => (motion === 'go' ? paths.between(from, to) : []));
  if (leg.motion === 'back') return travelled.toReversed();
  const here = travelled.at(-1) ?? paths.between(leg.from, leg.from)[0];
  return here === undefined ? [] : [here];
}
