import type { GenericObject } from '../../engine/index.ts';
import type { ApiClient } from '../api.ts';
import { eventsOf, writeEvents } from './events.ts';
import type { DescribeWriter } from './writer.ts';

/** What a describer may look at besides the object. */
export interface DescribeContext {
  api: ApiClient;
  /** Virtual time, ms since the epoch. */
  now: number;
  showEvents: boolean;
}

/** Writes what `kubectl describe` tells of an object of one kind. */
export type Describer = (writer: DescribeWriter, object: GenericObject, context: DescribeContext) => void;

/** The events about an object, when they are asked for. */
export function writeEventsOf(writer: DescribeWriter, object: GenericObject, context: DescribeContext): void {
  if (context.showEvents) writeEvents(writer, eventsOf(context.api, object), context.now);
}
