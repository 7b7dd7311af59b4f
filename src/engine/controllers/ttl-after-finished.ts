import type { Controller, ControllerPort } from './controller.ts';
import { finishedSince } from './job-conditions.ts';

/*
 * Decisions, with their params:
 *   job.expire  name, seconds
 */

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const job = port.lister.get('jobs', namespace, name);
  if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  const since = finishedSince(job);
  if (seconds === undefined || since === undefined) return;
  const left = since + seconds * 1000 - port.now;
  if (left > 0) {
    port.requeueAfter(left);
    return;
  }
  port.decide('job.expire', { name, seconds }, job);
  const { uid } = job.metadata;
  port.client.delete('jobs', namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid } });
}

/** Deletes Jobs that finished ttlSecondsAfterFinished ago (pkg/controller/ttlafterfinished). */
export const ttlAfterFinishedController: Controller = {
  name: 'ttl-after-finished-controller',
  watches: [
    {
      resource: 'jobs',
      keys: ({ type, object, namespace, name }) => {
        const { spec } = object as unknown as { spec: { ttlSecondsAfterFinished?: number } };
        return type === 'DELETED' || spec.ttlSecondsAfterFinished === undefined ? [] : [`${namespace}/${name}`];
      },
    },
  ],
  reconcile,
};
