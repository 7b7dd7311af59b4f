import { beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import facts from './facts/events.json' with { type: 'json' };

type Fact = (typeof facts.cases)[number];

/** Components that run in this cluster; Events of others are told of where those are tested. */
const components: ReadonlySet<string> = new Set(['kubelet']);

function pod(name: string, container: object, spec: object = {}): string {
  const containers = [{ name: 'c', image: 'nginx:1.27', ...container }];
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } });
}

/** A cluster in which everything goes wrong that can. */
function everything(): readonly Event[] {
  const driver = new ClusterDriver();
  const missing = (source: object): object => ({ env: [{ name: 'A', valueFrom: source }] });
  const http = (path: string, port: number): object => ({ httpGet: { path, port }, periodSeconds: 2 });
  const silent = { image: 'busybox:1.36', command: ['nc', '-lk', '-p', '80'] };
  driver
    .apply(pod('ok', { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'exit 1'] } } } }))
    .apply(pod('bad-image', { image: 'nginx:nope' }))
    .apply(pod('never', { imagePullPolicy: 'Never', image: 'httpd:2.4' }))
    .apply(pod('malformed', { image: 'nginx:bad:tag' }))
    .apply(pod('no-config', missing({ configMapKeyRef: { name: 'settings', key: 'a' } })))
    .apply(pod('no-secret', missing({ secretKeyRef: { name: 'password', key: 'a' } })))
    .apply(pod('no-volume', {}, { volumes: [{ name: 'data', configMap: { name: 'files' } }] }))
    .apply(pod('crash', { image: 'busybox:1.36', command: ['false'] }))
    .apply(pod('unready', { readinessProbe: http('/', 8081) }))
    .apply(pod('dead', { livenessProbe: http('/gone', 80) }))
    .apply(pod('slow', { ...silent, livenessProbe: http('/', 80) }))
    .advance(180)
    .delete('Pod', 'ok')
    .advance(40);
  const cordon = (unschedulable: boolean): void => {
    driver.must('Node', { verb: 'patch', patchType: 'merge', name: 'node-1', body: { spec: { unschedulable } } });
    driver.advance(1);
  };
  cordon(true);
  cordon(false);
  return driver.cluster.live.list('events');
}

/** Whether a message is one of a template's: `<...>` stands for anything, and so does the address of a pod. */
function isLike(message: string, template: string): boolean {
  const pieces = template.split(/<[^>]+>|\d+\.\d+\.\d+\.\d+:\d+/);
  let rest = message;
  for (const [index, piece] of pieces.entries()) {
    const at = rest.indexOf(piece);
    if (at < 0 || (index === 0 && at > 0)) return false;
    rest = rest.slice(at + piece.length);
  }
  return rest === '' || template.endsWith('>');
}

describe('events', () => {
  let seen: readonly Event[] = [];
  beforeAll(() => {
    seen = everything();
  });

  const own: Fact[] = facts.cases.filter(({ from }) => components.has(from));

  test.each(own)('$id: $message', ({ involved, type, reason, message, from }) => {
    const [kind, part] = involved.split(' ');
    const told = seen.filter(
      (event) =>
        event.reason === reason &&
        event.type === type &&
        event.source.component === from &&
        event.involvedObject.kind === kind &&
        (part === undefined) === (event.involvedObject.fieldPath === undefined),
    );
    expect(told.map((event) => event.message).filter((text) => isLike(text, message))).not.toEqual([]);
  });
});
