import { builtinTable, customTables, tableOfKind } from './api/catalog.ts';
import type { ServedResource } from './api/served-resource.ts';
import type { Client } from './api/client.ts';
import { LocalClient } from './api/local-client.ts';
import { EventRecorder } from './api/recorder.ts';
import { ObjectRegistry } from './api/registry.ts';
import { ApiError } from './api/status.ts';
import { Store } from './api/store.ts';
import type { StoreState } from './api/store.ts';
import { Clock } from './clock.ts';
import type { ClockState } from './clock.ts';
import type { ComponentPort, DecisionParams } from './component.ts';
import type { Json } from './json.ts';
import type { GenericObject, KubeObject } from './kinds/types/index.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import type { TraceState } from './trace.ts';

export interface ControlPlaneState {
  clock: ClockState;
  random: number[];
  trace: TraceState;
  store: StoreState;
  recorder: Json;
}

const EVENTS_TABLE = 'events';
/** How many changes are kept to look back at; about an hour of a busy cluster. */
const HISTORY_LIMIT = 60_000;

/**
 * Time, chance, storage, the API server and the causal record: what every component stands on. Each component gets a
 * narrow port to it.
 */
export class ControlPlane {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace = new Trace();
  readonly store = new Store(HISTORY_LIMIT);
  readonly registry: ObjectRegistry;
  private readonly recorder: EventRecorder;
  /** The decision that writes name until another is made or the event ends; 0: none yet. */
  private decision = 0;
  private actor = '';
  private command: string | undefined;

  constructor(seed: number, startTime: number, freeze: boolean) {
    this.clock = new Clock(startTime);
    this.random = new Random(seed);
    const context = {
      decision: (verb: string, resource: string, namespace: string, name: string): number =>
        this.currentDecision(verb, resource, namespace, name),
    };
    this.registry = new ObjectRegistry(this.store, this.clock, this.random, context, freeze);
    this.recorder = new EventRecorder(this.store, this.clock, (event) => {
      this.writeEvent(event);
    });
  }

  /** Starts a new event or request: nothing has been decided in it yet. `command`: the kubectl line behind it. */
  begin(actor: string, command?: string): void {
    this.actor = actor;
    this.command = command;
    this.decision = 0;
  }

  decide(
    actor: string,
    code: string,
    params: DecisionParams,
    subject: KubeObject | undefined,
    causes: readonly number[],
  ): void {
    this.actor = actor;
    this.decision = this.trace.record({
      time: this.clock.now,
      actor,
      code,
      params,
      subject: subject === undefined ? '' : subjectOf(subject),
      causes: causes.slice(),
    });
  }

  portFor(component: string): ComponentPort {
    return {
      now: () => this.clock.now,
      lister: this.store,
      random: this.random,
      clientFor: (actor) => this.clientFor(actor),
      decide: (actor, code, params, subject, causes) => {
        this.decide(actor, code, params, subject, causes);
      },
      event: (source, object, type, reason, message, fieldPath) => {
        this.recorder.record(source, object, type, reason, message, fieldPath);
      },
      schedule: (delayMs, payload) => this.clock.schedule(delayMs, component, payload),
      cancel: (id) => {
        this.clock.cancel(id);
      },
    };
  }

  clientFor(actor: string): Client {
    const custom = (table: string): ServedResource | undefined =>
      customTables(this.store).find((served) => served.table === table);
    return new LocalClient(
      this.registry,
      (table) => builtinTable(table) ?? custom(table),
      () => {
        this.actAs(actor);
      },
    );
  }

  save(): ControlPlaneState {
    return {
      clock: this.clock.save(),
      random: this.random.save(),
      trace: this.trace.save(),
      store: this.store.save(),
      recorder: this.recorder.save(),
    };
  }

  load(state: ControlPlaneState): void {
    this.clock.load(state.clock);
    this.random.load(state.random);
    this.trace.load(state.trace);
    this.store.load(state.store);
    this.recorder.load(state.recorder);
  }

  private actAs(actor: string): void {
    if (this.actor === actor) return;
    this.begin(actor);
  }

  private currentDecision(verb: string, resource: string, namespace: string, name: string): number {
    if (this.decision === 0) {
      this.decision = this.trace.record({
        time: this.clock.now,
        actor: this.actor,
        code: this.actor === 'user' ? `user.${verb}` : `write.${verb}`,
        params: { resource, namespace, name, ...(this.command !== undefined && { command: this.command }) },
        subject: `${resource}/${namespace}/${name}`,
        causes: [],
      });
    }
    return this.decision;
  }

  /** An Event that the API server refuses (its namespace is gone, the database is full) is lost, as client-go's are. */
  private writeEvent(event: GenericObject): void {
    const served = builtinTable(EVENTS_TABLE);
    if (served === undefined) return;
    try {
      if (event.metadata.uid === '') this.registry.create(served, event);
      else this.registry.update(served, event);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

function subjectOf(object: KubeObject): string {
  return `${tableOfKind(object)}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
