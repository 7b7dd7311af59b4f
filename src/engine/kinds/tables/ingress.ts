import type { KubeObject, LabelSelector } from '../types/index.ts';
import { formatLabelSelector } from './label-selector.ts';
import { loadBalancerText } from './service.ts';
import { ageColumn, column, nameColumn, since, table, type View } from './table.ts';

interface Ingress extends KubeObject {
  spec: { ingressClassName?: string; rules?: { host?: string }[]; tls?: unknown[] };
  status: { loadBalancer: { ingress?: { ip?: string; hostname?: string }[] } };
}

function hostsText(rules: readonly { readonly host?: string }[]): string {
  const hosts: string[] = [];
  let more = false;
  for (const { host = '' } of rules) {
    if (hosts.length === 3) more = true;
    else if (host !== '') hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return more ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

export const ingressTable = table<Ingress>(
  [
    nameColumn,
    column('Class', 'The name of the IngressClass resource that should be used for additional configuration'),
    column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'Address is a list containing ingress points for the load-balancer'),
    column('Ports', 'Ports of TLS configurations that open'),
    ageColumn,
  ],
  ({ metadata, spec, status }, now, wide) => [
    metadata?.name ?? '',
    spec?.ingressClassName ?? '<none>',
    hostsText(spec?.rules ?? []),
    loadBalancerText(status?.loadBalancer?.ingress, wide),
    (spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80',
    since(metadata?.creationTimestamp, now),
  ],
);

interface IngressClass extends KubeObject {
  spec: { controller: string; parameters?: { apiGroup?: string; kind: string; name: string } };
}

function parametersText(parameters: View<IngressClass['spec']['parameters']>): string {
  if (parameters === undefined) return '<none>';
  const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
  return `${parameters.kind ?? ''}${group}/${parameters.name ?? ''}`;
}

export const ingressClassTable = table<IngressClass>(
  [
    nameColumn,
    column('Controller', 'Controller that is responsible for handling this class'),
    column('Parameters', 'A reference to a resource with additional parameters'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.controller ?? '',
    parametersText(spec?.parameters),
    since(metadata?.creationTimestamp, now),
  ],
);

interface NetworkPolicy extends KubeObject {
  spec: { podSelector: LabelSelector };
}

export const networkPolicyTable = table<NetworkPolicy>(
  [
    nameColumn,
    column('Pod-Selector', 'podSelector selects the pods to which this NetworkPolicy object applies.'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    formatLabelSelector(spec?.podSelector),
    since(metadata?.creationTimestamp, now),
  ],
);
