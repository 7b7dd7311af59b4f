import type { ScriptedCall } from '../kubelet/network-door.ts';
import type { HttpAnswer, UpstreamCall } from '../images/behaviour.ts';
import type { IngressRoute } from './ingress-rules.ts';
import type { Outcome, Place } from './exchange.ts';
import type { Target } from './service-views.ts';
import type { Url } from './url.ts';

/** A request under way: plain data, moved on by its next step on the clock. Times in ms since the epoch. */
export interface Flight {
  id: number;
  method: string;
  /** Undefined members do not survive a checkpoint: null for what is no URL. */
  url: Url | null;
  text: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  from: Place;
  fromKey: string;
  /** The node that it leaves from; '' outside. */
  node: string;
  /** Uid of the pod that it comes from; '' when it is none. */
  podUid: string;
  /** Address that it comes from. */
  ip: string;
  startedAt: number;
  deadline: number;
  /** The client set the deadline itself: for all of it, or until it is connected. */
  ownLimit: 'none' | 'connect' | 'all';
  /** 0: none. */
  parent: number;
  depth: number;
  /** How many calls it may lead to, at first or second hand. */
  budget: number;
  /** The load that it belongs to; 0: none. */
  load: number;
  /** Whether its way is written down. */
  recorded: boolean;
  /** The client in a container's script that sent it. */
  script: ScriptedCall | null;
  stage: 'resolve' | 'route' | 'arrive' | 'work' | 'called' | 'done';
  /** What the name stands for; '' while unknown. */
  address: string;
  /** A host outside the cluster that it goes to; '' when none. */
  world: string;
  connected: boolean;
  /** The node through which it came into the cluster; '' from inside. */
  entry: string;
  /** Whether the pod sees the client's own address. */
  keepsAddress: boolean;
  /** Key of the Service that it was sent to; '' for none. */
  service: string;
  target: Target | null;
  /** Ms that the answer takes to come back. */
  backMs: number;
  /** Set once a server has it in hand. */
  served: Served | null;
  /** What an ingress controller does with it. */
  ingress: IngressRoute | null;
  /** Addresses that the ingress controller tried in vain. */
  tried: string[];
  /** A call of an ingress controller goes past the Service's address to one of these endpoints. */
  direct: IngressRoute | null;
  outcome: Outcome | null;
}

/** A container that is working on an answer. */
export interface Served {
  container: string;
  run: string;
  image: string;
  tag: string;
  answer: HttpAnswer;
  /** Headers and access log of its server. */
  headers: Readonly<Record<string, string>>;
  accessLog: string;
  readyAt: number;
  /** Calls that it has yet to make. */
  calls: readonly UpstreamCall[];
  /** What went wrong with one that it made. */
  failed: string;
  /** Its process ends with the answer. */
  crashes: boolean;
}

/** What has to happen next. */
export type Next =
  | { readonly type: 'wait'; readonly ms: number }
  /** Goes on when this call has ended. */
  | { readonly type: 'call'; readonly flight: Flight }
  | { readonly type: 'over' };
