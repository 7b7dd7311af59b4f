import { describe, expect, it } from 'vitest';
import type { PodActivity } from '../../src/engine/index.ts';
import { podView, type PodView } from '../../src/scene/index.ts';
import { containerStates as is, samplePod, type SamplePod } from '../../src/ui/canvas/states/sample-objects.ts';
import { sampleStates } from '../../src/ui/canvas/states/samples.ts';

const view = (sample: Partial<SamplePod>, activity?: PodActivity, around = {}): PodView =>
  podView(samplePod({ name: 'web-5d8f-abcde', owner: 'web-5d8f', ...sample }), {
    activity,
    revision: undefined,
    nodeExists: true,
    nodeSilent: false,
    ...around,
  });

const running = { state: is.running };

describe('a pod as it is drawn', () => {
  it.each([
    ['pending', 'waiting', 'Pending', 'noNodeFits'],
    ['pulling', 'starting', 'ContainerCreating', 'pulling'],
    ['creating', 'starting', 'ContainerCreating', 'creating'],
    ['init', 'starting', 'Init:0/1', 'init'],
    ['notReady', 'starting', 'Running', 'notReady'],
    ['ready', 'ready', 'Running', 'ip'],
    ['restarted', 'ready', 'Running', 'ip'],
    ['crashLoop', 'failing', 'CrashLoopBackOff', 'backOff'],
    ['imagePull', 'failing', 'ImagePullBackOff', 'image'],
    ['outOfMemory', 'failing', 'OOMKilled', 'outOfMemory'],
    ['error', 'failing', 'Error', 'exited'],
    ['terminating', 'terminating', 'Terminating', 'stopping'],
    ['unknown', 'unknown', 'Running', 'nodeSilent'],
    ['completed', 'completed', 'Completed', 'finished'],
  ])('%s is %s, %s, and says %s', (caption, glyph, statusText, detail) => {
    const pod = sampleStates().find((state) => state.caption === caption)?.pod;
    expect(pod).toMatchObject({ glyph, statusText, detail: { key: `canvas.detail.${detail}` } });
  });

  it('is named by its whole name, status and readiness', () => {
    const pod = view({ node: 'node-1', phase: 'Running', containers: [running, { state: is.running, ready: false }] });
    expect(pod.label).toEqual({
      key: 'canvas.pod.label',
      params: { name: 'web-5d8f-abcde', status: 'Running', ready: 1, total: 2 },
    });
    expect(pod.suffix).toBe('abcde');
    expect(pod.containers.map((container) => container.state)).toEqual(['ready', 'notReady']);
  });

  it('shows init containers until they have done their work', () => {
    const busy = view({ node: 'node-1', init: [running], containers: [{ state: is.initializing }] });
    expect(busy.containers.map((container) => container.init)).toEqual([true, false]);
    const done = view({ node: 'node-1', phase: 'Running', init: [{ state: is.completed }], containers: [running] });
    expect(done.containers.map((container) => container.init)).toEqual([false]);
  });

  it('lasts as long as the kubelet says, else until the grace period ends', () => {
    const crash: PodActivity = { type: 'crashBackOff', container: 'container-0', from: 1000, until: 41_000 };
    const crashing = { node: 'node-1', phase: 'Running' as const, containers: [{ state: is.crashLoop }] };
    expect(view(crashing, crash).span).toEqual({ type: 'backOff', from: 1000, until: 41_000 });
    expect(view(crashing).span).toBeUndefined();
    const going = view({ node: 'node-1', containers: [running], deletionTimestamp: '2025-01-01T00:00:30Z' });
    const end = Date.UTC(2025, 0, 1, 0, 0, 30);
    expect(going.span).toEqual({ type: 'stopping', from: end - 30_000, until: end });
  });

  it('keeps the whole name of a pod that nobody owns', () => {
    const pod = samplePod({ name: 'my-app', node: 'node-1' });
    const around = { activity: undefined, revision: undefined, nodeExists: true, nodeSilent: false };
    expect(podView(pod, around).suffix).toBe('my-app');
  });

  it.each([
    ['db-0', 'db-0'],
    ['mysql-12', '…-12'],
  ])('keeps the name of %s of a StatefulSet, or says that its number is the end of one', (name, suffix) => {
    const pod = samplePod({ name, owner: 'set', node: 'node-1' });
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'set', controller: true }];
    const ofSet = { ...pod, metadata: { ...pod.metadata, ownerReferences } };
    const around = { activity: undefined, revision: undefined, nodeExists: true, nodeSilent: false };
    expect(podView(ofSet, around).suffix).toBe(suffix);
  });

  it('says so when its node no longer exists', () => {
    const pod = view({ node: 'node-9', phase: 'Running', containers: [running] }, undefined, { nodeExists: false });
    expect(pod).toMatchObject({ glyph: 'unknown', node: undefined, detail: { key: 'canvas.detail.nodeGone' } });
  });
});
