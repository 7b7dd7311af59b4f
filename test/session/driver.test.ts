import { describe, expect, it } from 'vitest';
import { FrameDriver } from '../../src/session/driver.ts';
import { FakeFrames } from './fake-frames.ts';

/** A cluster whose every event takes as much wall time as it is told, with an event each virtual ms. */
function slowCluster(frames: FakeFrames, wallMsAnEvent: number) {
  let now = 0;
  const published: boolean[] = [];
  let speed = 1;
  const driver = new FrameDriver(frames, {
    rate: () => speed,
    now: () => now,
    advance: (ms, maxEvents) => {
      const events = Math.min(ms, maxEvents);
      now += events;
      frames.wall += events * wallMsAnEvent;
      return events === ms;
    },
    publish: (throttled) => published.push(throttled),
  });
  return { driver, published, now: () => now, setSpeed: (next: number) => (speed = next) };
}

describe('the frame driver', () => {
  it('turns wall time into virtual time at the speed that is asked for', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 0);
    cluster.driver.start();
    frames.run(51);
    expect(cluster.now()).toBe(1000);
    cluster.setSpeed(10);
    frames.run(50);
    expect(cluster.now()).toBe(11_000);
  });

  it('loses nothing at a tenth of the speed of life', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 0);
    cluster.setSpeed(0.1);
    cluster.driver.start();
    frames.run(501);
    expect(cluster.now()).toBe(1000);
  });

  it('publishes once a frame', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 0);
    cluster.driver.start();
    frames.run(7);
    expect(cluster.published).toHaveLength(7);
  });

  it('slows the clock instead of the page when there is too much to do, and says so', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 1);
    cluster.setSpeed(100);
    cluster.driver.start();
    const longest: number[] = [];
    for (let frame = 0; frame < 100; frame++) {
      const before = frames.wall;
      frames.run(1);
      longest.push(frames.wall - before - 20);
    }
    // The first frames find out how much fits; then a frame stays near its budget of 8 ms.
    expect(Math.max(...longest.slice(20))).toBeLessThanOrEqual(16);
    expect(cluster.now()).toBeLessThan(2000);
    expect(cluster.published.at(-1)).toBe(true);
  });

  it('goes on with little when one event is longer than a frame', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 50);
    cluster.setSpeed(100);
    cluster.driver.start();
    frames.run(20);
    const before = cluster.now();
    frames.run(10);
    expect(cluster.now() - before).toBe(10);
  });

  it('takes the word back when there is less to do', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 1);
    cluster.setSpeed(100);
    cluster.driver.start();
    frames.run(100);
    cluster.setSpeed(0.1);
    frames.run(100);
    expect(cluster.published.at(-1)).toBe(false);
  });

  it('rests while the page is hidden, and does not make up for it', () => {
    const frames = new FakeFrames();
    const cluster = slowCluster(frames, 0);
    cluster.driver.start();
    frames.run(11);
    frames.setHidden(true);
    expect(frames.isRequested).toBe(false);
    frames.wall += 3_600_000;
    frames.setHidden(false);
    frames.run(11);
    expect(cluster.now()).toBe(400);
  });

  it('does not start on a hidden page', () => {
    const frames = new FakeFrames();
    frames.hidden = true;
    slowCluster(frames, 0).driver.start();
    expect(frames.isRequested).toBe(false);
  });
});
