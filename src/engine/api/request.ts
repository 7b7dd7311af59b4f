import type { GenericObject, KubeObject } from '../kinds/types/index.ts';
import type { Json } from '../json.ts';
import type { Status, SuccessStatus } from './status.ts';

/**
 * One request to the API server, as plain data: what the REST API says with method, path, query, headers and body.
 * kubectl, the page and the HTTP door all speak this; nothing else changes the cluster but `Fault`s.
 */
export interface ApiRequest {
  verb: 'create' | 'get' | 'list' | 'update' | 'patch' | 'delete' | 'deletecollection';
  /** `''` for core. */
  group: string;
  /** Default: the version that is served. Another one is answered 404. */
  version?: string;
  /** Plural resource name: `pods`. */
  resource: string;
  /** Left out for cluster-scoped resources and for lists over all namespaces. */
  namespace?: string;
  name?: string;
  subresource?: 'status' | 'scale' | 'binding' | 'eviction' | 'token' | 'approval' | 'ephemeralcontainers';
  /** The object (create, update) or the patch; JSON as decoded from the wire, not trusted. */
  body?: Json;
  patchType?: 'merge' | 'strategic' | 'json' | 'apply';
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  fieldManager?: string;
  /** Server-side apply: take fields from other managers. */
  force?: boolean;
  /** Default `Warn`, as in the API server; kubectl sends `Strict`. */
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  dryRun?: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  /** Ask for a `Table` (what `kubectl get` prints) instead of the object or list. */
  as?: 'Table';
}

/** Who asks, for the causal record. */
export interface Requester {
  /** `user` for a person's acts through kubectl, buttons and the API. */
  actor: string;
  /** The kubectl line that the act stands for, when there is one. */
  command?: string;
}

export interface ApiResponse {
  /** HTTP code. */
  code: number;
  body: KubeObject | KubeList | Table | Status | SuccessStatus;
  /** Texts of `Warning:` headers. */
  warnings: readonly string[];
}

export interface KubeList {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: readonly GenericObject[];
}

export interface TableColumn {
  name: string;
  type: 'string' | 'integer' | 'date' | 'boolean' | 'number';
  format: string;
  description: string;
  /** 0: always shown; more: only with `-o wide`. */
  priority: number;
}

export type TableCell = string | number | boolean | null;

export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  columnDefinitions: readonly TableColumn[];
  /** `object` is the whole object (a client may cut it down to PartialObjectMetadata). */
  rows: readonly { cells: readonly TableCell[]; object: GenericObject }[];
}

/** What a watch tells of one write. The object is a one-row `Table` when tables were asked for. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: GenericObject | Table;
}

/** Whether a response's body is a `Status` that tells of a failure. */
export function isFailure(response: ApiResponse): response is ApiResponse & { body: Status } {
  return response.code >= 400;
}
