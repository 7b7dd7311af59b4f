import { bytesValue } from '../api/quantity.ts';
import type { Node } from '../kinds/types/index.ts';

/** What a machine can run short of. */
export type Shortage = 'memory' | 'ephemeral-storage';

/** In the order in which they are dealt with. */
export const SHORTAGES = ['memory', 'ephemeral-storage'] as const satisfies readonly Shortage[];

/** The condition of a node that is short of something. */
export const PRESSURE_CONDITIONS = { memory: 'MemoryPressure', 'ephemeral-storage': 'DiskPressure' } as const;

/** The conditions of a machine that has these shortages. */
export function pressureConditions(pressure: Partial<Record<Shortage, unknown>> = {}): string[] {
  return SHORTAGES.filter((each) => pressure[each] !== undefined).map((each) => PRESSURE_CONDITIONS[each]);
}

/** What of a machine is left, bytes. */
export interface Observation {
  readonly shortage: Shortage;
  readonly capacity: number;
  readonly available: number;
}

/** A shortage that has come about. */
export interface MetThreshold extends Observation {
  /** Less than this must not be left, bytes. */
  readonly quantity: number;
}

/** memory.available<100Mi and imagefs.available<15% (pkg/kubelet/eviction/defaults_linux.go); images share the disk. */
const LEAST_MEMORY = 100 * 1024 * 1024;
const LEAST_DISK_SHARE = 0.15;

/** What the machine's own system and its logs fill of the disk, bytes. */
const SYSTEM_DISK = 5 * 1024 ** 3;

/** What is used on a machine, bytes. */
export interface MachineUse {
  readonly memory: number;
  /** Images, and what containers have written. */
  readonly disk: number;
}

/** What is left of a machine, memory first: that is reclaimed before disks are (byEvictionPriority). */
export function observe({ status: { capacity = {} } }: Node, { memory, disk }: MachineUse): Observation[] {
  const allMemory = bytesValue(capacity['memory'] ?? '0');
  const allDisk = bytesValue(capacity['ephemeral-storage'] ?? '0');
  return [
    { shortage: 'memory', capacity: allMemory, available: Math.max(0, allMemory - memory) },
    { shortage: 'ephemeral-storage', capacity: allDisk, available: Math.max(0, allDisk - SYSTEM_DISK - disk) },
  ];
}

/** The hard threshold of an observation when it is met; of a machine whose size nobody knows none is. */
export function metThreshold(observation: Observation): MetThreshold | undefined {
  const { shortage, capacity, available } = observation;
  const quantity = shortage === 'memory' ? LEAST_MEMORY : Math.trunc(capacity * LEAST_DISK_SHARE);
  return capacity > 0 && available < quantity ? { ...observation, quantity } : undefined;
}
