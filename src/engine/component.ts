import type { Change } from './api/change.ts';
import type { Client } from './api/client.ts';
import type { ReplicaLister } from './api/lister.ts';
import type { Json } from './json.ts';
import type { KubeObject } from './kinds/types/index.ts';
import type { Random } from './random.ts';

/** What a part of the control plane is given: narrow doors, never the whole cluster. */
export interface ComponentPort {
  /** Virtual time, ms since the epoch. */
  now(): number;
  readonly lister: ReplicaLister;
  readonly random: Random;
  /** A client whose writes are recorded as made by `actor`. */
  clientFor(actor: string): Client;
  /**
   * States what `actor` saw and decided; the writes that follow, until the next `decide` or the end of the current
   * event, name this decision. `causes` are revisions of changes.
   */
  decide(
    actor: string,
    code: string,
    params: DecisionParams,
    subject: KubeObject | undefined,
    causes: readonly number[],
  ): void;
  /** Records a Kubernetes Event (repeats are counted, as client-go's correlator does). `fieldPath` as in `spec.containers{nginx}`. */
  event(
    source: EventSource,
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void;
  /** Runs `onEvent(payload)` of the same component in `delayMs`; answers an id for `cancel`. */
  schedule(delayMs: number, payload: Json): number;
  cancel(id: number): void;
}

export type DecisionParams = Readonly<Record<string, string | number | boolean>>;

export interface EventSource {
  /** `kubelet`, `default-scheduler`, `deployment-controller` ... */
  component: string;
  /** The node, for kubelets. */
  host?: string;
}

/** A part of the control plane that reacts to changes and to time. All its state is what `save` answers. */
export interface Component {
  /** Unique; names it on the clock. */
  readonly name: string;
  /** Called `latency.watchDelivery` after a write, in order, for every write. */
  onChange(change: Change): void;
  /** An event that it scheduled is due. */
  onEvent(payload: Json): void;
  save(): Json;
  load(state: Json): void;
}
