import { badRequest } from '../../engine/index.ts';
import type { Pod } from '../../engine/index.ts';

function names(containers: readonly { name: string }[] | undefined): string[] {
  return (containers ?? []).map(({ name }) => name);
}

/**
 * The container that a request for a pod means: the one that it names, or the only one. ApiError 400 in the words of
 * pkg/registry/core/pod/strategy.go.
 */
export function chosenContainer(pod: Pod, wanted: string): string {
  const containers = names(pod.spec.containers);
  const initContainers = names(pod.spec.initContainers);
  const podName = pod.metadata.name;
  if (wanted !== '') {
    if ([...containers, ...initContainers].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${podName}`);
  }
  const [only] = containers;
  if (containers.length === 1 && initContainers.length === 0 && only !== undefined) return only;
  const choice = `a container name must be specified for pod ${podName}, choose one of: [${containers.join(' ')}]`;
  const others = initContainers.length > 0 ? ` or one of the init containers: [${initContainers.join(' ')}]` : '';
  throw badRequest(choice + others);
}
