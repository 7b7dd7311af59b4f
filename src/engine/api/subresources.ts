import { definesSubresource } from './custom-resources/custom-kind.ts';
import type { ApiRequest } from './request.ts';
import type { ServedResource } from './served-resource.ts';

type Subresource = NonNullable<ApiRequest['subresource']>;

const SCALED: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

const OF_ONE_KIND: Readonly<Record<Exclude<Subresource, 'scale' | 'status'>, string>> = {
  approval: 'certificatesigningrequests',
  binding: 'pods',
  ephemeralcontainers: 'pods',
  eviction: 'pods',
  token: 'serviceaccounts',
};

/** Whether a resource is served with a subresource. */
export function hasSubresource(served: ServedResource, subresource: ApiRequest['subresource']): boolean {
  if (subresource === undefined) return true;
  const { table, version, strategy } = served;
  if (version !== undefined) return definesSubresource(version, subresource);
  if (subresource === 'status') return strategy.statusSubresource;
  return subresource === 'scale' ? SCALED.has(table) : OF_ONE_KIND[subresource] === table;
}

const READ_AND_WRITTEN: ReadonlySet<Subresource> = new Set(['approval', 'ephemeralcontainers', 'scale', 'status']);

/** Whether a subresource has a verb: those that do something are only created, the others read and written. */
export function subresourceTakes(subresource: ApiRequest['subresource'], verb: ApiRequest['verb']): boolean {
  if (subresource === undefined) return true;
  if (!READ_AND_WRITTEN.has(subresource)) return verb === 'create';
  return verb === 'get' || verb === 'update' || verb === 'patch';
}
