import { describe, expect, it } from 'vitest';
import { createCluster, type ApiRequest, type Cluster, type Json } from '../../src/engine/index.ts';
import { createPictureStore, project, trayLimit, type Picture } from '../../src/scene/index.ts';

const labels = { app: 'web' };

function deployment(replicas: number, image: string, cpu: string): Json {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'nginx', image, resources: { requests: { cpu } } }] },
      },
    },
  };
}

/** A cluster that is drawn as it goes, from change to change as the page does. */
class Story {
  readonly cluster: Cluster = createCluster({ nodes: 3, system: false });
  picture: Picture = project(this.cluster.live);
  private revision = this.cluster.revision();

  create(group: string, resource: string, body: Json): this {
    const response = this.cluster.request({ verb: 'create', group, resource, namespace: 'default', body });
    if (response.code !== 201) throw new Error(JSON.stringify(response.body));
    return this;
  }

  after(seconds: number): this {
    for (let step = 0; step < seconds * 4; step += 1) {
      this.cluster.advance(250);
      const changes = this.cluster.changesSince(this.revision);
      this.revision = this.cluster.revision();
      this.picture = project(this.cluster.live, this.picture, changes);
    }
    return this;
  }

  glyphs(): readonly string[] {
    return [...this.picture.pods.values()].map((pod) => pod.glyph).toSorted();
  }
}

describe('the picture of a running cluster', () => {
  it('is the one drawn from nothing at every moment of crashes, deletions, a lost node and another choice', () => {
    const cluster = createCluster({ nodes: 3 });
    const ask = (request: ApiRequest): void => {
      const { code, body } = cluster.request(request);
      if (code >= 300) throw new Error(JSON.stringify(body));
    };
    const pods = (): readonly string[] => cluster.live.list('pods', 'default').map(({ metadata }) => metadata.name);
    const crashing = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'crash' },
      spec: { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 2; exit 1'] }] },
    };
    const create = { verb: 'create', namespace: 'default' } as const;
    let picture = project(cluster.live);
    const watch = (seconds: number): void => {
      for (let step = 0; step < seconds * 10; step += 1) {
        cluster.advance(100);
        picture = project(cluster.live, picture, cluster.changesSince(picture.revision));
        expect(picture).toEqual(project(cluster.live, undefined, undefined, picture.shown));
      }
    };
    ask({ ...create, group: 'apps', resource: 'deployments', body: deployment(6, 'nginx:1.27', '100m') });
    ask({ ...create, group: '', resource: 'pods', body: crashing });
    watch(20);
    ask({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name: pods()[0] ?? '' });
    cluster.inject({ type: 'powerOffNode', node: 'node-2' });
    watch(10);
    picture = project(cluster.live, picture, undefined, { type: 'all' });
    watch(50);
    cluster.inject({ type: 'removeNode', node: 'node-2' });
    watch(5);
    cluster.inject({ type: 'addNode' });
    watch(5);
  });

  it('is, drawn from change to change, the one drawn from nothing', () => {
    const story = new Story().create('apps', 'deployments', deployment(5, 'nginx:1.27', '100m')).after(30);
    expect(story.picture).toEqual(project(story.cluster.live));
    const pod = [...story.picture.pods.values()][0];
    const request = {
      verb: 'delete',
      group: '',
      resource: 'pods',
      namespace: 'default',
      name: pod?.name ?? '',
    } as const;
    story.cluster.request(request);
    story.after(1);
    expect(story.picture).toEqual(project(story.cluster.live));
    expect(story.glyphs()).toContain('terminating');
    story.after(30);
    expect(story.picture).toEqual(project(story.cluster.live));
    expect(story.glyphs()).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
  });

  it('shows pulling, then ready pods of revision 1 behind their Service', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: labels, ports: [{ port: 80 }] },
    };
    const story = new Story()
      .create('apps', 'deployments', deployment(3, 'nginx:1.27', '100m'))
      .create('', 'services', service)
      .after(1);
    expect([...story.picture.pods.values()].map((pod) => pod.span?.type)).toEqual(['pulling', 'pulling', 'pulling']);
    expect(story.picture.services[0]).toMatchObject({ ready: 0, hopeful: true });
    story.after(30);
    expect(story.picture.services[0]).toMatchObject({ ready: 3, total: 3, broken: undefined });
    expect([...story.picture.pods.values()].map((pod) => pod.revision?.number)).toEqual([1, 1, 1]);
    expect(story.picture.workloads[0]).toMatchObject({ state: 'complete', unselected: false });
  });

  it('tells why a pod is in the tray, and takes it out when there is room', () => {
    const story = new Story().create('apps', 'deployments', deployment(4, 'nginx:1.27', '3')).after(20);
    expect(story.picture.tray.pods).toHaveLength(1);
    const waiting = story.picture.pods.get(story.picture.tray.pods[0] ?? '');
    expect(waiting).toMatchObject({
      glyph: 'waiting',
      detail: { key: 'canvas.detail.noNodeFits', params: { nodes: '3' } },
    });
    story.cluster.inject({ type: 'addNode' });
    story.after(60);
    expect(story.picture.tray).toEqual({ pods: [], more: 0, staying: [] });
  });

  it('draws no more of a crowd than the tray holds', () => {
    const story = new Story().create('apps', 'deployments', deployment(2000, 'nginx:1.27', '1')).after(40);
    expect(story.picture.tray.pods).toHaveLength(trayLimit);
    expect(story.picture.tray.more + story.picture.pods.size).toBe(story.cluster.live.list('pods').length);
    const { layout } = createPictureStore(story.picture).scene();
    expect(layout.bounds.width).toBeLessThan(2500);
  });
});
