import type { Snapshot, TrafficOrigin } from '../../engine/index.ts';

/** More are not read; typing narrows the rest anyway. */
const MOST = 60;

function portText(port: number): string {
  return port === 80 ? '' : `:${port}`;
}

/** URLs that lead somewhere in this cluster, for a client at this place; the likeliest first. */
export function suggestedUrls(snapshot: Snapshot, from: TrafficOrigin): readonly string[] {
  const urls = snapshot.list('services').flatMap(({ metadata, spec, status }) => {
    const { ports = [] } = spec;
    if (from !== 'outside') {
      const { namespace = 'default', name } = metadata;
      if (namespace === 'kube-system' || (namespace === 'default' && name === 'kubernetes')) return [];
      const host = namespace === from.namespace ? name : `${name}.${namespace}`;
      return ports.map(({ port }) => `http://${host}${portText(port)}/`);
    }
    const nodePorts = ports.flatMap(({ nodePort }) => (nodePort ? [`http://localhost:${nodePort}/`] : []));
    const balancers = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) =>
      ip === undefined ? [] : ports.map(({ port }) => `http://${ip}${portText(port)}/`),
    );
    return [...balancers, ...nodePorts];
  });
  if (from === 'outside') urls.push(...ingressUrls(snapshot));
  return [...new Set(urls)].slice(0, MOST);
}

/** What of an Ingress is read here; the API keeps it as it was written. */
interface IngressSpec {
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly { readonly path?: string }[] };
  }[];
}

function ingressUrls(snapshot: Snapshot): readonly string[] {
  return snapshot.list('ingresses').flatMap(({ spec }) =>
    ((spec as IngressSpec | undefined)?.rules ?? []).flatMap(({ host, http }) => {
      const paths = http?.paths ?? [];
      return host === undefined ? [] : paths.map(({ path = '/' }) => `http://${host}${path}`);
    }),
  );
}

/** Pods that a request can begin in. */
export function runningPods(snapshot: Snapshot): readonly { readonly namespace: string; readonly pod: string }[] {
  return snapshot
    .list('pods')
    .filter(({ status, metadata }) => status.phase === 'Running' && metadata.namespace !== 'kube-system')
    .slice(0, 200)
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', pod: metadata.name }));
}
