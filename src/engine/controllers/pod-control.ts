import type { Lister } from '../api/lister.ts';
import { ApiError } from '../api/status.ts';
import { ownedGenerateName } from '../kinds/owned-names.ts';
import type { KubeObject, ObjectMeta, Pod, PodTemplateSpec } from '../kinds/types/index.ts';
import { controllerRef } from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';

/** Creation starts with one pod and doubles while all goes well (controller_utils.go, SlowStartInitialBatchSize). */
const FIRST_BATCH = 1;

/** Whether a namespace is going away, so that nothing can be created in it any more. */
export function isNamespaceTerminating(lister: Lister, namespace: string): boolean {
  return lister.get('namespaces', '', namespace)?.metadata.deletionTimestamp !== undefined;
}

/**
 * Creates one pod from a template, whose spec it shares, and writes the Event on the owner (controller_utils.go,
 * RealPodControl.CreatePodsWithGenerateName). Answers what went wrong.
 */
export function createPod(
  owner: KubeObject,
  { metadata: template, spec }: PodTemplateSpec,
  port: ControllerPort,
  generateName: string = ownedGenerateName(owner.metadata.name),
): ApiError | undefined {
  const namespace = owner.metadata.namespace ?? '';
  const metadata: Partial<ObjectMeta> = { generateName, namespace };
  if (template?.labels !== undefined) metadata.labels = template.labels;
  if (template?.annotations !== undefined) metadata.annotations = template.annotations;
  if (template?.finalizers !== undefined) metadata.finalizers = template.finalizers;
  metadata.ownerReferences = [controllerRef(owner)];
  try {
    const pod = port.client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec });
    port.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Nothing can be created in a namespace that is going away, and nothing needs to be done about it.
    if (isNamespaceTerminating(port.lister, namespace)) return undefined;
    port.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    return error;
  }
}

/** Deletes a pod and writes the Event on its owner (RealPodControl.DeletePod). Answers what went wrong. */
export function deletePod(owner: KubeObject, pod: Pod, port: ControllerPort): ApiError | undefined {
  const { namespace = '', name } = pod.metadata;
  try {
    port.client.delete('pods', namespace, name);
    port.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status.reason === 'NotFound') return undefined;
    port.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    return error;
  }
}

/**
 * Makes `count` attempts, 1, 2, 4 ... at once, and no further batch after one with a failure, which is answered
 * (replica_set.go, slowStartBatch). `attempt` gets a number from 0.
 */
export function slowStart(count: number, attempt: (index: number) => ApiError | undefined): ApiError | undefined {
  let done = 0;
  for (let batch = Math.min(count, FIRST_BATCH); batch > 0; batch = Math.min(2 * batch, count - done)) {
    let failure: ApiError | undefined;
    for (let index = done; index < done + batch; index++) {
      const error = attempt(index);
      failure ??= error;
    }
    if (failure !== undefined) return failure;
    done += batch;
  }
  return undefined;
}
