import { builtinResources, serverVersion, type Cluster } from '../../engine/index.ts';

/** As Prometheus reads it (text format 0.0.4). */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';

function storedObjects(cluster: Cluster): string {
  const counts = builtinResources
    .filter(({ verbs, group }) => verbs.includes('watch') && group !== 'events.k8s.io')
    .map(({ group, resource }) => {
      const { body } = cluster.request({ verb: 'list', group, resource });
      const name = group === '' ? resource : `${resource}.${group}`;
      return `apiserver_storage_objects{resource="${name}"} ${'items' in body ? (body.items as unknown[]).length : 0}`;
    });
  return counts.toSorted().join('\n');
}

/** What /metrics of an API server tells that this one has: what it is, and how much it holds. */
export function metricsPage(cluster: Cluster): string {
  const { buildDate, compiler, gitCommit, gitTreeState, gitVersion, goVersion, major, minor, platform } = serverVersion;
  const labels = Object.entries({
    build_date: buildDate,
    compiler,
    git_commit: gitCommit,
    git_tree_state: gitTreeState,
    git_version: gitVersion,
    go_version: goVersion,
    major,
    minor,
    platform,
  });
  const build = labels.map(([name, value]) => `${name}="${value}"`).join(',');
  return `# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.
# TYPE apiserver_storage_objects gauge
${storedObjects(cluster)}
# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.
# TYPE kubernetes_build_info gauge
kubernetes_build_info{${build}} 1
`;
}
