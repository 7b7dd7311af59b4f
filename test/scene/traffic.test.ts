import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Exchange, Place, TrafficRequest } from '../../src/engine/index.ts';
import {
  createPathReader,
  createPictureStore,
  damageMarks,
  DotDrawer,
  dotLimit,
  drawnTimes,
  itinerary,
  project,
  trafficPicture,
  type Dot,
  type DotScene,
  type EdgeRate,
  type Scene,
  type ViewName,
} from '../../src/scene/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

function example(name: string): string {
  return readFileSync(new URL(`../examples/order-and-price/${name}.yaml`, import.meta.url), 'utf8');
}

function orderAndPrice(): ClusterDriver {
  const driver = new ClusterDriver().apply(example('order-config')).apply(example('price-config'));
  driver.until('all pods are ready', () => driver.readyPods().length === 4, 300);
  return driver.advance(1);
}

function sceneOf(driver: ClusterDriver, view: ViewName = 'network'): Scene {
  return createPictureStore(project(driver.cluster.live), view).scene();
}

const create: TrafficRequest = { from: 'outside', method: 'POST', url: 'http://localhost:31000/create' };

function sent(driver: ClusterDriver, request: TrafficRequest = create): Exchange {
  const { traffic } = driver.cluster;
  const id = traffic?.send(request) ?? 0;
  driver.advance(140);
  const exchange = traffic?.exchange(id);
  if (exchange === undefined) throw new Error('nothing was sent');
  return exchange;
}

const times = drawnTimes(1);

/** The dots of everything that was sent, `ms` after the first of them. */
function dotsAt(driver: ClusterDriver, ms: number, over: Partial<DotScene> = {}): readonly Dot[] {
  const exchanges = driver.cluster.traffic?.exchangesSince(0) ?? [];
  const paths = createPathReader()(sceneOf(driver));
  const now = (exchanges[0]?.startedAt ?? 0) + ms;
  return new DotDrawer().dots({ exchanges, paths, times, now, still: false, follows: () => true, ...over });
}

function near(dot: Dot | undefined, driver: ClusterDriver, place: Place): boolean {
  const anchor = createPathReader()(sceneOf(driver)).anchor(place);
  return dot !== undefined && anchor !== undefined && Math.hypot(dot.x - anchor.x, dot.y - anchor.y) < 3;
}

const priceService: Place = { type: 'service', namespace: 'default', name: 'price-service' };

describe('the way of a request', () => {
  it('leads hop by hop to the pod, on to what that calls, and back', () => {
    const driver = orderAndPrice();
    const exchange = sent(driver);
    const find = (id: number): Exchange | undefined => driver.cluster.traffic?.exchange(id);
    const paths = createPathReader()(sceneOf(driver));
    const plan = itinerary(exchange, { find, times, draws: (place) => paths.draws(place) });
    expect(plan.legs.filter(({ motion }) => motion !== 'stay').map(({ motion, to }) => [motion, to.type])).toEqual([
      ['go', 'service'],
      ['go', 'pod'],
      ['back', 'client'],
    ]);
    const [call] = plan.calls;
    expect(call?.legs.filter(({ motion }) => motion === 'go').map(({ to }) => to.type)).toEqual(['service', 'pod']);
    // The call happens while the request waits for it.
    const waiting = plan.legs.find(({ motion, at }) => motion === 'stay' && at === call?.legs[0]?.at);
    expect(waiting?.until).toBeGreaterThanOrEqual(call?.until ?? Infinity);
    for (const [index, leg] of plan.legs.entries()) {
      expect(leg.until).toBeGreaterThanOrEqual(leg.at);
      expect(plan.legs[index + 1]?.at ?? leg.until).toBe(leg.until);
    }
  });

  it('takes the time that it takes where that is long enough to be seen', () => {
    const driver = orderAndPrice();
    const pods = driver.pods().map((pod) => pod.metadata.name);
    for (const pod of pods) driver.cluster.inject({ type: 'slowPod', namespace: 'default', pod, ms: 5000 });
    const exchange = sent(driver);
    const plan = itinerary(exchange, { find: () => undefined, times, draws: () => true });
    expect(plan.until - exchange.startedAt).toBeGreaterThan(5000);
    const slow = itinerary(exchange, { find: () => undefined, times: drawnTimes(0.1), draws: () => true });
    expect(slow.until).toBeLessThan(plan.until);
  });
});

describe('a dot', () => {
  it('starts at the client, is where the clock says, and is gone at the end', () => {
    const driver = orderAndPrice();
    sent(driver);
    const card = sceneOf(driver).layout.byId.get('client');
    const [first] = dotsAt(driver, 0);
    expect(first?.x).toBe((card?.x ?? 0) + (card?.width ?? 0));
    const xs = [0, 60, 120, 180].map((ms) => dotsAt(driver, ms)[0]?.x ?? 0);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(new Set(xs).size).toBe(4);
    expect(dotsAt(driver, 60)).toEqual(dotsAt(driver, 60));
    expect(dotsAt(driver, -1)).toEqual([]);
    expect(dotsAt(driver, 60_000)).toEqual([]);
  });

  it('waits at the pod while its call goes to the other Service', () => {
    const driver = orderAndPrice();
    sent(driver);
    const states = Array.from({ length: 60 }, (_, index) => dotsAt(driver, index * 50));
    const both = states.filter((dots) => dots.length === 2);
    expect(both.length).toBeGreaterThan(10);
    for (const [request] of both) expect(request?.state).toBe('wait');
    expect(states.some((dots) => near(dots[1], driver, priceService))).toBe(false);
    expect(states.some(([dot]) => dot?.state === 'back')).toBe(true);
  });

  it('is red where it died', () => {
    const driver = orderAndPrice();
    driver.delete('Service', 'price-service').advance(1);
    sent(driver, { ...create, url: 'http://localhost:31999/' });
    const dots = Array.from({ length: 40 }, (_, index) => dotsAt(driver, index * 50)[0]);
    expect(dots.map((dot) => dot?.state)).toContain('dead');
    // It lies still there, and then is gone.
    const dead = dots.filter((dot) => dot?.state === 'dead');
    expect(new Set(dead.map((dot) => `${dot?.x} ${dot?.y}`)).size).toBe(1);
    expect(dots.at(-1)).toBeUndefined();
  });

  it('comes back red with an error', () => {
    const driver = new ClusterDriver().apply(
      example('order-config').replace(
        'labels:\n        app: order',
        "annotations: { podground.dev/status: '500' }\n      labels:\n        app: order",
      ),
    );
    driver.until('ready', () => driver.readyPods().length === 2, 300).advance(1);
    const exchange = sent(driver);
    expect(exchange.outcome).toMatchObject({ status: 500 });
    const states = Array.from({ length: 40 }, (_, index) => dotsAt(driver, index * 50)[0]?.state);
    expect(states).toContain('fail');
    expect(states).not.toContain('back');
  });

  it('stands at its next stop for who wants no motion', () => {
    const driver = orderAndPrice();
    sent(driver);
    const places = [10, 50, 100, 150].map((ms) => dotsAt(driver, ms, { still: true })[0]?.x);
    expect(new Set(places).size).toBe(1);
  });

  it('is one of few, and only the lost ones are drawn of those that nobody follows', () => {
    const driver = orderAndPrice();
    for (let count = 0; count < 100; count++) driver.cluster.traffic?.send(create);
    driver.cluster.traffic?.send({ ...create, url: 'http://localhost:31999/' });
    driver.advance(140);
    expect(dotsAt(driver, 100).length).toBeLessThanOrEqual(dotLimit);
    const lost = Array.from({ length: 40 }, (_, index) => dotsAt(driver, index * 50, { follows: () => false }));
    expect(lost.flat().length).toBeGreaterThan(0);
    expect(lost.flat().every(({ state }) => state === 'dead')).toBe(true);
  });

  it('runs along the wires of the view that is shown', () => {
    const driver = orderAndPrice();
    const exchange = sent(driver);
    for (const view of ['cluster', 'network'] as const) {
      const scene = sceneOf(driver, view);
      const paths = createPathReader()(scene);
      const service: Place = { type: 'service', namespace: 'default', name: 'order-service' };
      const uid = scene.picture.services.find(({ name }) => name === 'order-service')?.uid ?? '';
      expect(paths.between({ type: 'client' }, service).at(-1)).toEqual(paths.wire(`outside/${uid}`)?.to);
      const pod = exchange.pod ?? service;
      expect(paths.between(service, pod).at(-1)).toEqual(paths.anchor(pod));
    }
  });
});

describe('the numbers of the picture', () => {
  function rates(driver: ClusterDriver): readonly EdgeRate[] {
    const edges = driver.cluster.traffic?.edges() ?? [];
    return edges.map((edge) => ({ ...edge, perSecond: edge.requests, failedPerSecond: edge.failed }));
  }

  it('are summed up along each line, and told for each pod and Service', () => {
    const driver = orderAndPrice();
    for (let count = 0; count < 6; count++) sent(driver);
    sent(driver, { ...create, url: 'http://localhost:31000/nowhere' });
    const scene = sceneOf(driver);
    const picture = trafficPicture(scene, createPathReader()(scene), rates(driver));
    const uids = new Map(scene.picture.services.map(({ name, uid }) => [name, uid]));
    const edge = (id: string): number | undefined => picture.edges.find((each) => each.id === id)?.requests;
    const order = uids.get('order-service') ?? '';
    const price = uids.get('price-service') ?? '';
    expect(edge(`outside/${order}`)).toBe(7);
    expect(edge(`endpoints/${order}`)).toBe(7);
    expect(edge(`call/endpoints/${order}/${price}`)).toBe(6);
    expect(edge(`endpoints/${price}`)).toBe(6);
    expect(picture.counts.get(order)).toEqual({ requests: 7, failed: 0 });
    const pods = driver.pods().map((pod) => picture.counts.get(pod.metadata.uid)?.requests ?? 0);
    expect(Math.min(...pods)).toBeGreaterThan(0);
    expect(pods.reduce((sum, count) => sum + count)).toBe(13);
    expect(picture.wholeRate).toBe(13);
  });

  it('stand where a call turns around the rows between', () => {
    const driver = orderAndPrice();
    sent(driver);
    const scene = sceneOf(driver);
    const picture = trafficPicture(scene, createPathReader()(scene), rates(driver));
    const call = picture.edges.find(({ isCall }) => isCall);
    const inside = scene.layout.cards.filter(
      (card) =>
        call !== undefined &&
        call.label.x > card.x &&
        call.label.x < card.x + card.width &&
        call.label.y > card.y &&
        call.label.y < card.y + card.height,
    );
    expect(call).toBeDefined();
    expect(inside).toEqual([]);
  });
});

describe('what is broken', () => {
  it('is marked at the nodes and pods that the view draws', () => {
    const driver = orderAndPrice();
    const pod = driver.pods()[0]?.metadata.name ?? '';
    driver.cluster.inject({ type: 'cutNode', node: 'node-1', on: true });
    driver.cluster.inject({ type: 'latency', node: 'node-1', ms: 100 });
    driver.cluster.inject({ type: 'partition', a: 'node-2', b: 'node-3', on: true });
    driver.cluster.inject({ type: 'slowPod', namespace: 'default', pod, ms: 500 });
    const marksIn = (view: ViewName) => {
      const scene = sceneOf(driver, view);
      const { traffic } = driver.cluster;
      return traffic === undefined ? [] : damageMarks(scene, createPathReader()(scene), traffic.damage());
    };
    const inCluster = marksIn('cluster');
    expect(inCluster.map(({ type }) => type)).toEqual(['cut', 'latency', 'slow', 'partition']);
    expect(inCluster[0]?.at).not.toEqual(inCluster[1]?.at);
    expect(inCluster[3]?.line).toBeDefined();
    // In the views without nodes, what is broken at one is drawn around its pods, and named after it.
    for (const view of ['network', 'ownership'] as const) {
      const marks = marksIn(view);
      const onNode = driver.pods().filter(({ spec }) => spec.nodeName === 'node-1').length;
      expect(onNode).toBeGreaterThan(0);
      const cut = marks.find(({ type }) => type === 'cut');
      expect(cut).toMatchObject({ node: 'node-1', line: undefined });
      expect(cut?.tiles).toHaveLength(onNode);
      expect(marks.find(({ type }) => type === 'slow')).toMatchObject({ node: undefined, values: { ms: 500 } });
      expect(marks.find(({ type }) => type === 'partition')?.node).toBe('node-2, node-3');
    }
  });
});
