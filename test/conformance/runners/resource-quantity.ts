import { expect } from 'vitest';
import { createCluster, isFailure, type Json, type ResourceRequirements } from '../../../src/engine/index.ts';
import { runCanned } from '../../kubectl/canned-env.ts';

interface QuantityFact {
  readonly input?: string;
  readonly compare?: readonly [string, string];
  readonly expect: unknown;
}

/** What `kubectl create quota` makes of a quantity. */
function parsed(input: string): object {
  const argv = ['create', 'quota', 'q', `--hard=memory=${input}`, '--dry-run=client', '-o', 'json'];
  const { rc, stdout, stderr } = runCanned(argv);
  if (rc !== 0) return { ok: false, stderr: stderr.trimEnd() };
  const quota = JSON.parse(stdout) as { spec: { hard: { memory: string } } };
  return { ok: true, canonical: quota.spec.hard.memory };
}

/** Whether the API server takes a container whose request is the first and whose limit the second quantity. */
function isAtMost(request: string, limit: string): boolean {
  const resources: ResourceRequirements = { requests: { cpu: request }, limits: { cpu: limit } };
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'nginx', resources }] },
  };
  const cluster = createCluster({});
  return !isFailure(
    cluster.request({
      verb: 'create',
      group: '',
      resource: 'pods',
      namespace: 'default',
      body: body as unknown as Json,
    }),
  );
}

export function resourceQuantity({ input, compare, expect: expected }: QuantityFact): void {
  if (compare !== undefined) {
    const [a, b] = compare;
    expect(Number(isAtMost(b, a)) - Number(isAtMost(a, b))).toBe(expected);
  } else if (input !== undefined) {
    expect(parsed(input)).toMatchObject(expected as object);
  } else {
    throw new Error('neither a quantity nor two to compare');
  }
}
