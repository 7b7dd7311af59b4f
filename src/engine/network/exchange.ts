import type { Json } from '../json.ts';

/** Where a request begins: outside the cluster, or in a pod. */
export type TrafficOrigin = 'outside' | { readonly namespace: string; readonly pod: string };

/** A request that somebody wants sent. */
export interface TrafficRequest {
  readonly from: TrafficOrigin;
  /** `GET`. */
  readonly method: string;
  /** `http://localhost:31000/create`, `echo.default/path`; without a scheme it is http. */
  readonly url: string;
  /** Without `Host`, which the URL says; when left out, what curl sends. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the client waits in all, ms; without it as long as curl does. */
  readonly timeoutMs?: number;
  /** How long it waits for a connection, ms. */
  readonly connectTimeoutMs?: number;
}

/** A place on the way of a request. */
export type Place =
  | { readonly type: 'client' }
  | { readonly type: 'dns' }
  | { readonly type: 'node'; readonly name: string }
  | { readonly type: 'loadBalancer'; readonly address: string }
  | { readonly type: 'service'; readonly namespace: string; readonly name: string }
  | { readonly type: 'pod'; readonly namespace: string; readonly name: string; readonly uid: string }
  /** The ingress controller. */
  | { readonly type: 'ingress' }
  /** Something outside the cluster. */
  | { readonly type: 'world'; readonly host: string };

/** A stretch of the way, and what was decided there. `i18n` has a sentence for each code under `traffic.CODE`. */
export interface Hop {
  /** When it left `from` and when it reached `to`, ms since the epoch. */
  readonly time: number;
  readonly until: number;
  readonly from: Place;
  readonly to: Place;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export type FailureStage =
  /** The name has no address. */
  | 'dns'
  /** Nobody listens there. */
  | 'connect'
  /** No machine has the address. */
  | 'unreachable'
  /** Nothing came back in time. */
  | 'timeout'
  /** The connection broke before the answer. */
  | 'reset'
  /** It was closed without an answer. */
  | 'empty'
  /** The URL is none. */
  | 'url';

/** Why there was no answer, as curl says it. */
export interface Failure {
  readonly stage: FailureStage;
  /** curl's exit code. */
  readonly exitCode: number;
  /** Without `curl: (7) ` in front. */
  readonly message: string;
}

export type Outcome =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | ({ readonly type: 'failed' } & Failure);

/** What became of one request; a new object after each step of it. */
export interface Exchange {
  readonly id: number;
  /** The exchange in which a server made this call. */
  readonly parent?: number;
  /** Calls that servers made to answer it, in order. */
  readonly calls: readonly number[];
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly from: Place;
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly hops: readonly Hop[];
  /** Pod that answered, or where it died; absent when it reached none. */
  readonly pod?: Place;
  readonly outcome?: Outcome;
  readonly endedAt?: number;
}

/** How often something was asked, and how often in vain: no answer, or a status of 500 or more. */
export interface Count {
  requests: number;
  failed: number;
}

/** Requests from one place to the next: `client`, `ingress`, `service/NS/NAME`, `pod/NS/NAME`, `world/HOST`. */
export interface EdgeCount extends Count {
  readonly from: string;
  readonly to: string;
}

export function placeKey(place: Place): string {
  switch (place.type) {
    case 'service':
    case 'pod':
      return `${place.type}/${place.namespace}/${place.name}`;
    case 'node':
      return `node/${place.name}`;
    case 'world':
      return `world/${place.host}`;
    case 'loadBalancer':
      return `loadBalancer/${place.address}`;
    case 'client':
    case 'dns':
    case 'ingress':
      return place.type;
  }
}

/** What is sent on the clock and kept in checkpoints must be plain. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
