import type { Clock } from '../clock.ts';
import type { EventSource } from '../component.ts';
import type { Json } from '../json.ts';
import type { Event, GenericObject, KubeObject, ObjectReference } from '../kinds/types/index.ts';
import { EventCorrelator } from './event-correlator.ts';
import type { CorrelatorState } from './event-correlator.ts';
import type { Store } from './store.ts';
import { toRFC3339 } from './time.ts';

/** Records Kubernetes Events, as few as client-go's recorders write (tools/record/event.go). */
export class EventRecorder {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly write: (event: GenericObject) => void;
  private readonly correlator = new EventCorrelator();
  private sequence = 0;

  constructor(store: Store, clock: Clock, write: (event: GenericObject) => void) {
    this.store = store;
    this.clock = clock;
    this.write = write;
  }

  record(
    source: EventSource,
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath: string | undefined,
  ): void {
    const time = toRFC3339(this.clock.now);
    // A kubelet refers to its Node by name: it does not know the uid (pkg/kubelet/kubelet.go, nodeRef).
    const uid = object.kind === 'Node' && source.component === 'kubelet' ? object.metadata.name : object.metadata.uid;
    const about = `${source.component}\n${source.host ?? ''}\n${uid}`;
    const observed = this.correlator.observe(about, `${type}\n${reason}\n${fieldPath ?? ''}`, message, this.clock.now);
    if (observed === undefined) return;
    const namespace = object.metadata.namespace ?? 'default';
    const repeated = observed.name === undefined ? undefined : this.store.get('events', namespace, observed.name);
    if (repeated !== undefined) {
      this.write({ ...repeated, count: repeated.count + 1, message: observed.message, lastTimestamp: time });
      return;
    }
    const involvedObject: ObjectReference = {
      kind: object.kind,
      ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
      name: object.metadata.name,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion: object.metadata.resourceVersion,
      ...(fieldPath !== undefined && { fieldPath }),
    };
    const event: Event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${object.metadata.name}.${this.nanoseconds()}`,
        namespace,
        uid: '',
        resourceVersion: '',
        creationTimestamp: time,
      },
      involvedObject,
      reason,
      message: observed.message,
      type,
      source: { component: source.component, ...(source.host !== undefined && { host: source.host }) },
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: null,
      count: 1,
    };
    this.correlator.written(about, observed.key, event.metadata.name);
    this.write(event as unknown as GenericObject);
  }

  save(): Json {
    return { sequence: this.sequence, correlator: this.correlator.save() } as unknown as Json;
  }

  load(state: Json): void {
    const { sequence, correlator } = state as unknown as { sequence: number; correlator: CorrelatorState };
    this.sequence = sequence;
    this.correlator.load(correlator);
  }

  /** Names of Events end in the time in ns, in hex; the sequence makes those of one ms differ. */
  private nanoseconds(): string {
    this.sequence = (this.sequence + 1) % 1_000_000;
    return (BigInt(this.clock.now) * 1_000_000n + BigInt(this.sequence)).toString(16);
  }
}
