import { age } from './age.ts';
import { defaults } from './defaults.ts';
import { events } from './events.ts';
import { hpa } from './hpa.ts';
import { imagePolicy } from './image-policy.ts';
import { names } from './names.ts';
import { podPhase } from './pod-phase.ts';
import { printers } from './printers.ts';
import { qosAndEndpoints } from './qos-endpoints.ts';
import { resourceQuantity } from './resource-quantity.ts';
import { rolling } from './rolling.ts';
import { scaleDownOrder } from './scale-down-order.ts';
import { scheduler } from './scheduler.ts';
import { selectors } from './selectors.ts';
import { statusColumn } from './status-column.ts';
import { timings } from './timings.ts';
import { validation } from './validation.ts';

/** Holds the engine or kubectl against one case; throws when they differ, and when it does not understand the case. */
export type Runner = (fact: never) => void;

/** By the name of the fact file, without its ending. */
export const runners: Readonly<Record<string, Runner>> = {
  age,
  defaults,
  events,
  hpa,
  'image-policy': imagePolicy,
  names,
  'pod-phase': podPhase,
  printers,
  'qos-endpoints': qosAndEndpoints,
  'resource-quantity': resourceQuantity,
  rolling,
  'scale-down-order': scaleDownOrder,
  scheduler,
  selectors,
  'status-column': statusColumn,
  timings,
  validation,
};
