import { describe, expect, it } from 'vitest';
import { rolloutStatus } from '../../src/kubectl/rollout/status.ts';
import type { GenericObject } from '../../src/engine/index.ts';

/** Generation, specification, status, what is printed, and whether the rollout is over (kubectl rollout_status_test.go). */
type Row = readonly [number, Record<string, unknown>, Record<string, unknown>, string, boolean];

const waiting = 'Waiting for deployment "foo" rollout to finish:';
const rolling = { updateStrategy: { type: 'RollingUpdate' } };
const partitioned = { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } };

const rows: Readonly<Record<string, readonly Row[]>> = {
  Deployment: [
    [0, { replicas: 1 }, counts(1, 1, 0, 1), `${waiting} 0 out of 1 new replicas have been updated...\n`, false],
    [1, { replicas: 1 }, counts(1, 2, 1, 2), `${waiting} 1 old replicas are pending termination...\n`, false],
    [1, { replicas: 2 }, counts(1, 2, 2, 1), `${waiting} 1 of 2 updated replicas are available...\n`, false],
    [1, { replicas: 2 }, counts(1, 2, 2, 2), 'deployment "foo" successfully rolled out\n', true],
    [2, { replicas: 2 }, counts(1, 2, 2, 2), 'Waiting for deployment spec update to be observed...\n', false],
  ],
  DaemonSet: [
    [
      0,
      rolling,
      daemons(0, 1, 0),
      'Waiting for daemon set "foo" rollout to finish: 0 out of 1 new pods have been updated...\n',
      false,
    ],
    [
      1,
      rolling,
      daemons(2, 2, 1),
      'Waiting for daemon set "foo" rollout to finish: 1 of 2 updated pods are available...\n',
      false,
    ],
    [1, rolling, daemons(2, 2, 2), 'daemon set "foo" successfully rolled out\n', true],
    [2, rolling, daemons(2, 2, 2), 'Waiting for daemon set spec update to be observed...\n', false],
  ],
  StatefulSet: [
    [
      2,
      { replicas: 3, ...rolling },
      members(1, 3, 3, 0),
      'Waiting for statefulset spec update to be observed...\n',
      false,
    ],
    [1, { replicas: 3, ...rolling }, members(2, 2, 3, 0), 'Waiting for 1 pods to be ready...\n', false],
    [1, partitioned, members(2, 3, 2, 1), 'partitioned roll out complete: 1 new pods have been updated...\n', true],
    [
      1,
      partitioned,
      members(2, 3, 3, 0),
      'Waiting for partitioned roll out to finish: 0 out of 1 new pods have been updated...\n',
      false,
    ],
    [
      1,
      { replicas: 3, ...rolling },
      { ...members(2, 3, 3, 3), currentRevision: 'foo', updateRevision: 'foo' },
      'statefulset rolling update complete 3 pods at revision foo...\n',
      true,
    ],
  ],
};

function counts(observedGeneration: number, replicas: number, updatedReplicas: number, availableReplicas: number) {
  return { observedGeneration, replicas, updatedReplicas, availableReplicas };
}

function daemons(updatedNumberScheduled: number, desiredNumberScheduled: number, numberAvailable: number) {
  return { observedGeneration: 1, updatedNumberScheduled, desiredNumberScheduled, numberAvailable };
}

function members(observedGeneration: number, readyReplicas: number, currentReplicas: number, updatedReplicas: number) {
  return { observedGeneration, replicas: 3, readyReplicas, currentReplicas, updatedReplicas };
}

describe.each(Object.entries(rows))('rollout status of a %s', (kind, table) => {
  it.each(table)('of generation %i with %j and %j', (generation, spec, status, text, done) => {
    const metadata = { name: 'foo', namespace: 'bar', uid: 'u', resourceVersion: '1', generation };
    const object = { apiVersion: 'apps/v1', kind, metadata, spec, status } as unknown as GenericObject;
    expect(rolloutStatus(object, 0)).toEqual({ text, done });
  });
});

describe('rollout status of a set that is not updated by itself', () => {
  it.each(['DaemonSet', 'StatefulSet'])('is refused for a %s', (kind) => {
    const metadata = { name: 'foo', namespace: 'bar', uid: 'u', resourceVersion: '1', generation: 1 };
    const spec = { updateStrategy: { type: 'OnDelete' } };
    const object = { apiVersion: 'apps/v1', kind, metadata, spec, status: {} } as unknown as GenericObject;
    expect(() => rolloutStatus(object, 0)).toThrow('rollout status is only available for RollingUpdate strategy type');
  });
});
