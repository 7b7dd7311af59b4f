/** What the stories of Events are made of. */
export const labels = { app: 'web' };

export function manifest(apiVersion: string, kind: string, name: string, spec?: object, metadata: object = {}): string {
  return JSON.stringify({ apiVersion, kind, metadata: { name, ...metadata }, ...(spec && { spec }) });
}

export function pod(name: string, container: object = {}, spec: object = {}, metadata: object = {}): string {
  const containers = [{ name: 'c', image: 'nginx:1.27', ...container }];
  return manifest('v1', 'Pod', name, { containers, ...spec }, metadata);
}

/** A template of pods that end. */
export const once = (container: object = {}): object => ({
  spec: { containers: [{ name: 'c', image: 'busybox:1.36', ...container }], restartPolicy: 'Never' },
});

/** What workloads of pods that stay have in common. */
export const many = (container: object = {}): object => ({
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1.27', ...container }] } },
});

export const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
