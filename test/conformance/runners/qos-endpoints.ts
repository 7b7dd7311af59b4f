import { expect } from 'vitest';
import { toRFC3339 } from '../../../src/engine/api/time.ts';
import { endpointConditions, shouldPodBeInEndpoints } from '../../../src/engine/controllers/endpointslice-endpoints.ts';
import { untilPodAvailable } from '../../../src/engine/kinds/pod-state.ts';
import { qosClass } from '../../../src/engine/kinds/qos.ts';
import type { Container, Pod, ResourceRequirements, Service } from '../../../src/engine/index.ts';

const NOW = Date.UTC(2025, 5, 1);

interface Sketch {
  metadata?: Partial<Pod['metadata']>;
  spec?: Partial<Pod['spec']>;
  status?: Pod['status'];
}

function makePod({ metadata, spec, status = {} }: Sketch): Pod {
  const identity = { name: 'web', uid: '1', resourceVersion: '1', creationTimestamp: toRFC3339(NOW) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...identity, ...metadata },
    spec: { containers: [], ...spec },
    status,
  };
}

interface Containers {
  containers: ({ name: string } & ResourceRequirements)[];
  initContainers?: ({ name: string } & ResourceRequirements)[];
}

function qos({ pod }: { pod: Containers }): unknown {
  const containers = (list: Containers['containers'] = []): Container[] =>
    list.map(({ name, requests, limits }) => ({
      name,
      resources: { ...(requests && { requests }), ...(limits && { limits }) },
    }));
  return qosClass({ containers: containers(pod.containers), initContainers: containers(pod.initContainers) });
}

interface ListedFact {
  pod: Sketch;
  includeTerminating: boolean;
}

interface ConditionsFact {
  input: { podReady: boolean; deletionTimestampSet: boolean; publishNotReadyAddresses: boolean };
}

function conditions({ input }: ConditionsFact): unknown {
  const pod = makePod({
    metadata: input.deletionTimestampSet ? { deletionTimestamp: toRFC3339(NOW) } : {},
    status: { conditions: [{ type: 'Ready', status: input.podReady ? 'True' : 'False' }] },
  });
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', uid: '2', resourceVersion: '1', creationTimestamp: toRFC3339(NOW) },
    spec: { type: 'ClusterIP', publishNotReadyAddresses: input.publishNotReadyAddresses },
    status: { loadBalancer: {} },
  };
  return endpointConditions(pod, service);
}

interface AvailableFact {
  input: { ready: boolean; readyForSeconds: number; minReadySeconds: number };
}

function available({ input }: AvailableFact): unknown {
  const lastTransitionTime = toRFC3339(NOW - input.readyForSeconds * 1000);
  const ready = { type: 'Ready', status: input.ready ? 'True' : 'False', lastTransitionTime } as const;
  return untilPodAvailable(makePod({ status: { conditions: [ready] } }), input.minReadySeconds, NOW) === 0;
}

/** How each group's question is asked. */
const answers: Readonly<Record<string, (fact: never) => unknown>> = {
  qosClass: qos,
  'pod-listed-in-endpointslice': ({ pod, includeTerminating }: ListedFact) =>
    shouldPodBeInEndpoints(makePod(pod), includeTerminating),
  'endpoint-conditions': conditions,
  'pod-available': available,
};

interface QosFact {
  group: string;
  expect: unknown;
}

/** The QoS class of a pod; whether, and with which conditions, a Service lists it; whether it is available. */
export function qosAndEndpoints(fact: QosFact): void {
  const ask = answers[fact.group];
  if (ask === undefined) throw new Error(`unknown group: ${fact.group}`);
  expect(ask(fact as never)).toEqual(fact.expect);
}
