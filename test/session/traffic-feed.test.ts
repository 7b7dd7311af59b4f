import { describe, expect, it } from 'vitest';
import { CountSeries } from '../../src/session/count-series.ts';
import { Session } from '../../src/session/index.ts';
import { FakeFrames } from './fake-frames.ts';

const edge = (requests: number, failed = 0) => [{ from: 'client', to: 'service/default/web', requests, failed }];

describe('counts through time', () => {
  it('are those of the moment that is asked for', () => {
    const series = new CountSeries();
    series.note(1000, edge(1));
    series.note(2000, edge(5, 1));
    series.note(3000, edge(5, 1));
    expect(series.at(999)).toEqual([]);
    expect(series.at(1000)).toEqual(edge(1));
    expect(series.at(1999)).toEqual(edge(1));
    expect(series.at(9000)).toEqual(edge(5, 1));
    expect(series.of('client', 'service/default/web', 1500)).toEqual({ requests: 3, failed: 0.5 });
    expect(series.of('client', 'elsewhere', 1500)).toEqual({ requests: 0, failed: 0 });
  });

  it('take no more room however long they are noted', () => {
    const series = new CountSeries();
    for (let count = 1; count <= 10_000; count++) series.note(count * 200, edge(count));
    expect(series.at(2_000_000)).toEqual(edge(10_000));
    const { requests } = series.of('client', 'service/default/web', 1_000_000);
    expect(Math.abs(requests - 5000)).toBeLessThan(50);
  });
});

describe('what is known of requests', () => {
  async function loaded(): Promise<{ session: Session; frames: FakeFrames }> {
    const frames = new FakeFrames();
    const session = new Session({ frames, settings: undefined, language: 'en' });
    session.start();
    await session.loadTools();
    frames.run(30);
    return { session, frames };
  }
  const url = 'http://localhost:30080/';

  it('tells how many a second there are, now and in the past', async () => {
    const { session, frames } = await loaded();
    expect(session.state.hasTraffic).toBe(false);
    expect(session.traffic.edges()).toEqual([]);
    session.requests.startLoad({
      from: 'outside',
      method: 'GET',
      url,
      rate: { type: 'constant', perSecond: 40 },
      durationSeconds: 6,
    });
    const start = session.state.now;
    frames.run(250);
    expect(session.state.hasTraffic).toBe(true);
    const fromClient = () => session.traffic.edges().find(({ from }) => from === 'client');
    expect(Math.round(fromClient()?.perSecond ?? 0)).toBe(40);
    frames.run(250);
    expect(fromClient()).toMatchObject({ requests: 240, perSecond: 0 });
    session.look(start + 3000);
    expect(Math.round(fromClient()?.perSecond ?? 0)).toBe(40);
    expect(fromClient()?.requests).toBeGreaterThan(100);
    expect(fromClient()?.requests).toBeLessThan(125);
    expect(session.traffic.exchanges().every(({ startedAt }) => startedAt <= start + 3000)).toBe(true);
    expect(session.traffic.exchange(session.traffic.exchanges()[0]?.id ?? 0)).toBeDefined();
    session.goLive();
    const [load] = session.traffic.loads();
    expect(load).toMatchObject({ isOver: true, report: { sent: 240, failed: 0 } });
    const work = session.traffic.work(Object.keys(load?.report.byPod ?? {}));
    expect(Object.keys(work)).toHaveLength(3);
  });

  it('forgets what was undone', async () => {
    const { session, frames } = await loaded();
    session.requests.send({ from: 'outside', method: 'GET', url });
    frames.run(50);
    expect(session.traffic.edges().length).toBeGreaterThan(0);
    session.undo();
    expect(session.traffic.edges()).toEqual([]);
    expect(session.state.hasTraffic).toBe(false);
  });
});
