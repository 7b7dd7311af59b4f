/** What a path below /api or /apis names. */
export type Route =
  | { type: 'groups'; path: 'api' | 'apis' }
  | { type: 'group'; group: string }
  | { type: 'version'; group: string; version: string }
  | {
      type: 'resource';
      group: string;
      version: string;
      resource: string;
      namespace?: string;
      name?: string;
      subresource?: string;
    };

/** Namespaces have these below themselves; anything else there is what the namespace holds. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize']);

/** The route of a path's segments (`['api', 'v1', 'pods']`); undefined when no path of the API looks like that. */
export function routeOf(segments: readonly string[]): Route | undefined {
  const [root, ...below] = segments;
  if (root === 'api') {
    const [version, ...rest] = below;
    if (version === undefined) return { type: 'groups', path: 'api' };
    return resourceRoute('', version, rest);
  }
  if (root !== 'apis') return undefined;
  const [group, version, ...rest] = below;
  if (group === undefined) return { type: 'groups', path: 'apis' };
  if (version === undefined) return { type: 'group', group };
  return resourceRoute(group, version, rest);
}

function resourceRoute(group: string, version: string, rest: readonly string[]): Route | undefined {
  const [first, second, third, ...deeper] = rest;
  if (first === undefined) return { type: 'version', group, version };
  const at = { type: 'resource', group, version } as const;
  if (first !== 'namespaces' || second === undefined || third === undefined) {
    return third !== undefined && deeper.length > 0 ? undefined : named({ ...at, resource: first }, second, third);
  }
  if (deeper.length === 0 && NAMESPACE_SUBRESOURCES.has(third)) {
    return { ...at, resource: first, name: second, subresource: third };
  }
  const [name, subresource, ...tooDeep] = deeper;
  return tooDeep.length > 0 ? undefined : named({ ...at, resource: third, namespace: second }, name, subresource);
}

function named(route: Extract<Route, { type: 'resource' }>, name?: string, subresource?: string): Route {
  return { ...route, ...(name !== undefined && { name }), ...(subresource !== undefined && { subresource }) };
}

/** The decoded segments of a path; a trailing slash says nothing. */
export function pathSegments(path: string): readonly string[] {
  return path
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .split('/')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}
