import type { FieldPath } from '../../manifests/index.ts';

const templates: Readonly<Record<string, FieldPath>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Where an object of a kind says what its pods are like (`metadata` and `spec` of them); undefined for other kinds. */
export function templatePath(kind: string): FieldPath | undefined {
  return Object.hasOwn(templates, kind) ? templates[kind] : undefined;
}

/** Kinds whose selector picks the pods that they own. */
export const selectingKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
]);
