import type { GenericObject } from '../kinds/types/index.ts';
import type { View } from './view.ts';

/** Names of one field in core/v1 and in events.k8s.io/v1 (pkg/apis/events/v1/conversion.go). */
const RENAMED: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

const toEvents = new Map(RENAMED);
const toCore = new Map(RENAMED.map(([core, events]) => [events, core] as const));

function renamed(object: GenericObject, names: ReadonlyMap<string, string>, apiVersion: string): GenericObject {
  const entries = Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value] as const);
  return { ...Object.fromEntries(entries), apiVersion } as GenericObject;
}

/** Events as the group events.k8s.io serves them; they are stored as core ones. */
export const eventsView: View = {
  apiVersion: 'events.k8s.io/v1',
  fromStored: (object) => renamed(object, toEvents, 'events.k8s.io/v1'),
  toStored: (object) => renamed(object, toCore, 'v1'),
  storedField: (field) => {
    const [first = '', ...rest] = field.split('.');
    return [toCore.get(first) ?? first, ...rest].join('.');
  },
};
