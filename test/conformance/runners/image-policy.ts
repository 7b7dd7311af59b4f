import { expect } from 'vitest';
import {
  createCluster,
  isFailure,
  parseImageReference,
  type Container,
  type Json,
  type Pod,
} from '../../../src/engine/index.ts';
import { withDefaultTag } from '../../../src/engine/images/reference.ts';
import { isInBackOffSinceUpdate, nextBackOff } from '../../../src/engine/kubelet/back-off.ts';
import type { BackOffEntry } from '../../../src/engine/kubelet/container-state.ts';
import { mustPull } from '../../../src/engine/kubelet/image-puller.ts';
import { latency } from '../../../src/engine/latencies.ts';
import { runCanned } from '../../kubectl/canned-env.ts';

interface ImageFact {
  readonly image?: string;
  readonly expect: object;
}

interface PullFact {
  readonly imagePullPolicy: Container['imagePullPolicy'];
  readonly imageOnNode: boolean;
  readonly registryError: string | null;
  readonly expect: readonly object[];
}

/** What `kubectl run --image` says of an image name without asking a server. */
function kubectlRunMessage(image: string): string {
  const { rc, stderr } = runCanned(['run', 'x', `--image=${image}`, '--dry-run=client']);
  return rc === 0 ? 'accepted by kubectl run (server not reached)' : stderr.trimEnd();
}

/** The pull policy that the API server gives a container without one. */
function defaultImagePullPolicy(image: string): string | undefined {
  const spec = { containers: [{ name: 'c', image }] };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec } as unknown as Json;
  const cluster = createCluster({});
  const response = cluster.request({ verb: 'create', group: '', resource: 'pods', namespace: 'default', body });
  return isFailure(response) ? undefined : (response.body as unknown as Pod).spec.containers[0]?.imagePullPolicy;
}

/** What the kubelet does about an image, attempt after attempt, one initial back-off apart. */
function pullSequence({ imagePullPolicy, imageOnNode, registryError, expect: { length } }: PullFact): object[] {
  let backOff: BackOffEntry | undefined;
  return Array.from({ length }, (_, attempt) => {
    const now = (attempt + 1) * latency.backOffInitial;
    if (!mustPull(imagePullPolicy, imageOnNode)) {
      return { action: 'no pull', result: imageOnNode ? 'ok' : 'ErrImageNeverPull' };
    }
    if (isInBackOffSinceUpdate(backOff, now)) return { action: 'no pull', result: 'ImagePullBackOff' };
    if (registryError === null) return { action: 'pull', result: 'ok' };
    backOff = nextBackOff(backOff, now, now);
    return { action: 'pull', result: 'ErrImagePull' };
  });
}

/** Image names and their pull policies, and what comes of pulling again and again. */
export function imagePolicy(fact: ImageFact | PullFact): void {
  if ('imagePullPolicy' in fact) {
    expect(pullSequence(fact)).toEqual(fact.expect);
    return;
  }
  const { image, expect: expected } = fact;
  if (image === undefined) throw new Error(`neither an image nor a pull policy: ${Object.keys(fact).join(', ')}`);
  const answer = {
    ...parseImageReference(image),
    defaultImagePullPolicy: defaultImagePullPolicy(image),
    pulledAs: withDefaultTag(image),
    kubectlRunMessage: kubectlRunMessage(image),
  };
  expect(answer).toMatchObject(expected);
}
