import { customResources, servedVersions, type Cluster } from '../../engine/index.ts';

const OWN = ['/healthz', '/livez', '/metrics', '/openapi/v2', '/openapi/v3', '/readyz', '/version'] as const;

/** What `/` lists: everything below which something is served. */
export function servedPaths(cluster: Cluster): readonly string[] {
  const custom = customResources(cluster.live).map(({ group, version }) => `${group}/${version}`);
  const versions = [...servedVersions, ...custom].filter((name) => name.includes('/'));
  const groups = versions.map((name) => name.slice(0, name.indexOf('/')));
  const apis = [...groups, ...versions].map((name) => `/apis/${name}`);
  return [...new Set(['/api', '/api/v1', '/apis', ...apis, ...OWN])].toSorted();
}
