/** Kinds that roll out, by their resource. */
export type RolloutResource = 'deployments' | 'statefulsets' | 'daemonsets';

/** Whether a kind replaces its pods by those of another revision. */
export function rollsOut(resource: string): resource is RolloutResource {
  return resource === 'deployments' || resource === 'statefulsets' || resource === 'daemonsets';
}
