import { describe, expect, it } from 'vitest';
import { createClosedCluster } from '../../src/engine/index.ts';
import { project, spotlight } from '../../src/scene/index.ts';
import type { ObjectRef } from '../../src/scene/index.ts';
import { objectsOf, firstApplied } from '../../src/session/first-visit.ts';

const cluster = createClosedCluster();
cluster.install(objectsOf(firstApplied));
cluster.advance(20_000);
const picture = project(cluster.live);
const ref = (uid: string | undefined): ObjectRef => ({ resource: '', namespace: '', name: '', uid: uid ?? '' });
const [pod] = picture.pods.values();
const [service] = picture.services;
const [workload] = picture.workloads;
const pods = [...picture.pods.keys()];

describe('the spotlight', () => {
  it('shows a pod with its node, what owns it and the Service that selects it, and no other pod', () => {
    const node = picture.nodes.find(({ name }) => name === pod?.node);
    const owner = workload?.owners[0];
    expect(spotlight(picture, ref(pod?.uid))).toEqual(
      new Set([pod?.uid, node?.uid, owner?.uid, workload?.uid, service?.uid]),
    );
  });

  it('shows a node, a Service or a workload with their pods', () => {
    const [node] = picture.nodes;
    expect(spotlight(picture, ref(node?.uid))).toEqual(new Set([node?.uid, ...(node?.pods ?? [])]));
    expect(spotlight(picture, ref(service?.uid))).toEqual(new Set([service?.uid, ...pods]));
    const owner = workload?.owners[0]?.uid;
    expect(spotlight(picture, ref(workload?.uid))).toEqual(new Set([workload?.uid, owner, ...pods]));
    expect(spotlight(picture, ref(owner))).toEqual(new Set([workload?.uid, owner, ...pods]));
  });

  it('lets nothing step back for what is not drawn', () => {
    expect(spotlight(picture, ref('gone'))).toBeUndefined();
  });
});
