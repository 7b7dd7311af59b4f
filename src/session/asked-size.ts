/** How large a cluster to start with. */
export interface ClusterSize {
  readonly nodes: number;
  readonly replicas: number;
}

/** More than this no page should be made to start with. */
const MOST: ClusterSize = { nodes: 200, replicas: 5000 };

/**
 * The size that an address asks for after its `#`, for measurements and for classes: `#nodes=100&replicas=2000`.
 * Undefined when it asks for none, or for what is no whole number from 1 to 200 nodes and 0 to 5,000 replicas.
 */
export function askedSize(hash: string): ClusterSize | undefined {
  const asked = /^#nodes=(\d{1,3})&replicas=(\d{1,4})$/.exec(hash);
  if (asked === null) return undefined;
  const size = { nodes: Number(asked[1]), replicas: Number(asked[2]) };
  return size.nodes < 1 || size.nodes > MOST.nodes || size.replicas > MOST.replicas ? undefined : size;
}
