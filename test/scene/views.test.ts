import { describe, expect, it } from 'vitest';
import { createClosedCluster, type Cluster } from '../../src/engine/index.ts';
import { createPictureStore, project, type PictureStore, type ViewName } from '../../src/scene/index.ts';
import { firstAppliedWith, objectsOf } from '../../src/session/first-visit.ts';

/** Five Deployments of three pods, the first with a Service. `ms`: how long they have been there. */
function fiveDeployments(ms: number): Cluster {
  const cluster = createClosedCluster();
  const texts = firstAppliedWith(3);
  for (const name of ['web', 'cart', 'mail', 'pay', 'shop']) {
    const objects = objectsOf(texts).filter((object) => name === 'web' || object.kind === 'Deployment');
    cluster.install(
      objects.map((object) => JSON.parse(JSON.stringify(object).replaceAll('"web"', `"${name}"`)) as typeof object),
    );
  }
  cluster.advance(ms);
  return cluster;
}

function seen(cluster: Cluster, view: ViewName, window = { width: 1000, height: 400 }): PictureStore {
  const store = createPictureStore(project(cluster.live));
  store.setWindow(window);
  store.setView(view);
  return store;
}

const xs = (store: PictureStore, kind: string): readonly number[] => [
  ...new Set(
    store
      .scene()
      .layout.cards.filter((card) => card.kind === kind)
      .map((card) => card.x),
  ),
];

describe('the view of ownership', () => {
  const cluster = fiveDeployments(20_000);

  it('sets workloads side by side where that makes the picture larger, each with its pods', () => {
    const store = seen(cluster, 'ownership');
    expect(xs(store, 'workload').length).toBeGreaterThan(1);
    expect(store.scene().layout.cards.filter((card) => card.kind === 'owner')).toHaveLength(5);
  });

  it('is one column in a high window, and follows a window that turns', () => {
    const store = seen(cluster, 'ownership', { width: 400, height: 1400 });
    expect(xs(store, 'workload')).toHaveLength(1);
    store.setWindow({ width: 1400, height: 400 }, true);
    expect(xs(store, 'workload').length).toBeGreaterThan(1);
  });

  it('lets no two cards lie on each other', () => {
    const { cards } = seen(cluster, 'ownership').scene().layout;
    const overlapping = cards.flatMap((a, index) =>
      cards
        .slice(index + 1)
        .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
        .map((b) => `${a.id} ${b.id}`),
    );
    expect(overlapping).toEqual([]);
  });
});

describe('the view of the network', () => {
  it('has pods that start where they will be sent to, so that they do not move when they are ready', () => {
    const cluster = fiveDeployments(200);
    const store = seen(cluster, 'network');
    const { services } = store.scene().picture;
    const pods = [...store.scene().picture.pods.values()].filter((pod) => pod.name.startsWith('web-'));
    expect(pods).toHaveLength(3);
    expect(services[0]?.endpoints.size).toBeLessThan(3);
    const places = pods.map((pod) => store.scene().arrangement.groupOf.get(pod.uid));
    expect(new Set(places)).toEqual(new Set([`endpoints/${services[0]?.uid}`]));
    const moved: string[] = [];
    store.onTransitions((transitions) => moved.push(...transitions.map(({ type, pod }) => `${type} ${pod.name}`)));
    cluster.advance(20_000);
    store.publish(project(cluster.live, store.scene().picture));
    expect(moved.filter((text) => text.includes(' web-'))).toEqual([]);
  });
});
