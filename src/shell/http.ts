/** A request from outside the cluster, e.g. by curl. */
export interface HttpRequest {
  method: string;
  host: string;
  port: number;
  /** With the query. */
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** What came of a request. */
export type HttpResult =
  | { type: 'response'; status: number; headers: readonly (readonly [name: string, value: string])[]; body: string }
  /** The name has no address. */
  | { type: 'unresolvable' }
  /** Nothing listens there. */
  | { type: 'refused' }
  /** Nothing answers. */
  | { type: 'timeout' }
  /** The other side hung up. */
  | { type: 'reset' };

/** The way to what listens; the answer comes at once, or `afterMs` of virtual time later. */
export type HttpDoor = (request: HttpRequest) => HttpResult & { afterMs?: number };
