import { describe, expect, test } from 'vitest';
import { latency } from '../../src/engine/latencies.ts';
import { isInBackOffSince, nextBackOff } from '../../src/engine/kubelet/back-off.ts';
import type { BackOffEntry } from '../../src/engine/kubelet/container-state.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import facts from './facts/timings.json' with { type: 'json' };

/** The waits after failures one after another, in seconds. */
function backOffs(count: number): number[] {
  const delays: number[] = [];
  let entry: BackOffEntry | undefined;
  for (let now = 0; delays.length < count; now += entry.delay) {
    entry = nextBackOff(entry, now, now);
    delays.push(entry.delay / 1000);
  }
  return delays;
}

/** The longest that a container may have run and still be in its old back-off, in whole seconds. */
function resetSeconds(): number {
  const entry: BackOffEntry = { delay: Infinity, updated: 0 };
  let seconds = 0;
  while (isInBackOffSince(entry, (seconds + 1) * 1000, (seconds + 1) * 1000)) seconds++;
  return seconds;
}

function probeDefaults(): unknown {
  const driver = new ClusterDriver();
  driver.applyObject({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'c', image: 'nginx', livenessProbe: { tcpSocket: { port: 80 } } }] },
  } as { kind: string; metadata: { name: string } });
  const { tcpSocket: _, ...defaults } = driver.get('pods', 'web').spec.containers[0]?.livenessProbe ?? {};
  return { initialDelaySeconds: 0, ...defaults };
}

/** What the engine holds, by the id of the fact. */
const answers: Readonly<Record<string, () => unknown>> = {
  'crash-loop-reset-seconds': resetSeconds,
  'image-pull-backoff-seconds': () => backOffs(7),
  // Ends are noticed within one relist, half of it on average.
  'pleg-relist': () => (2 * latency.containerEndNoticed) / 1000,
  'probe-defaults': probeDefaults,
  'min-grace': () => latency.graceAfterHook / 1000,
  'node-monitor-grace': () => ({ 'up to 1.31': 40, '1.32 and later': latency.nodeMonitorGrace / 1000 }),
  'event-ttl': () => latency.eventTtl / 1000,
};

describe('constants of time', () => {
  test.each(facts.cases.filter(({ id }) => id in answers))('$id', ({ id, value }) => {
    expect(answers[id]?.()).toEqual(value);
  });
});
