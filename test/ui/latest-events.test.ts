import { describe, expect, it } from 'vitest';
import { createCluster, isFailure } from '../../src/engine/index.ts';
import { createRequests } from '../../src/session/start-requests.ts';
import { lastSeen, latestEvents } from '../../src/ui/chrome/latest-events.ts';

describe('Events, latest first', () => {
  it('also within the second in which they all happened', () => {
    const cluster = createCluster();
    cluster.advance(5000);
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx:1.27}]}\n';
    for (const request of createRequests({ name: 'f.yaml', text }))
      if (isFailure(cluster.request(request))) throw new Error('not created');
    cluster.advance(30_000);
    const own = cluster.live.list('events').filter(({ involvedObject }) => involvedObject.name === 'p');
    expect(latestEvents(own).map(({ reason }) => reason)).toEqual([
      'Started',
      'Created',
      'Pulled',
      'Pulling',
      'Scheduled',
    ]);
    // It is their order within a second that this is about.
    expect(new Set(own.map(({ lastTimestamp }) => lastTimestamp)).size).toBeLessThan(own.length);
  });

  it('reads the time of an Event that only says it as newer recorders do', () => {
    const cluster = createCluster();
    const about = { kind: 'Pod', namespace: 'default', name: 'p' };
    const base = { apiVersion: 'v1', kind: 'Event', involvedObject: about, reason: 'Noted', type: 'Normal' };
    const metadata = { name: 'noted', namespace: 'default' };
    const response = cluster.request({
      verb: 'create',
      group: '',
      resource: 'events',
      namespace: 'default',
      body: {
        ...base,
        metadata,
        eventTime: '2030-01-01T00:00:00.000000Z',
        action: 'Note',
        reportingComponent: 'a.b/c',
        reportingInstance: 'i',
      },
    });
    expect(isFailure(response), JSON.stringify(response.body)).toBe(false);
    expect(latestEvents(cluster.live.list('events')).map(lastSeen)[0]).toBe(Date.parse('2030-01-01T00:00:00Z'));
  });
});
