import type { Deployment, KubeObject, LabelSelector, PodTemplateSpec, ReplicaSet } from '../types/index.ts';
import { formatLabelSelector } from './label-selector.ts';
import {
  ageColumn,
  column,
  containerCells,
  containerColumns,
  formatLabels,
  nameColumn,
  since,
  table,
} from './table.ts';

const selectorColumn = column('Selector', 'Label selector for pods.', { wide: true });

const replicaColumns = [
  nameColumn,
  column('Desired', 'Replicas is the number of desired replicas.', { type: 'integer' }),
  column('Current', 'Replicas is the most recently observed number of replicas.', { type: 'integer' }),
  column('Ready', 'The number of ready replicas for this replica set.', { type: 'integer' }),
  ageColumn,
  ...containerColumns,
  selectorColumn,
];

export const replicaSetTable = table<ReplicaSet>(replicaColumns, ({ metadata, spec, status }, now) => [
  metadata?.name ?? '',
  spec?.replicas ?? 0,
  status?.replicas ?? 0,
  status?.readyReplicas ?? 0,
  since(metadata?.creationTimestamp, now),
  ...containerCells(spec?.template?.spec?.containers),
  formatLabelSelector(spec?.selector),
]);

interface ReplicationController extends KubeObject {
  spec: { replicas: number; selector: Record<string, string>; template: PodTemplateSpec };
  status: { replicas: number; readyReplicas: number };
}

export const replicationControllerTable = table<ReplicationController>(
  replicaColumns,
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    since(metadata?.creationTimestamp, now),
    ...containerCells(spec?.template?.spec?.containers),
    formatLabels(spec?.selector),
  ],
);

export const deploymentTable = table<Deployment>(
  [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    column(
      'Up-to-date',
      'Total number of non-terminated pods targeted by this deployment that have the desired template spec.',
    ),
    column(
      'Available',
      'Total number of available pods (ready for at least minReadySeconds) targeted by this deployment.',
    ),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    since(metadata?.creationTimestamp, now),
    ...containerCells(spec?.template?.spec?.containers),
    formatLabelSelector(spec?.selector),
  ],
);

interface StatefulSet extends KubeObject {
  spec: { replicas: number; template: PodTemplateSpec };
  status: { readyReplicas: number };
}

export const statefulSetTable = table<StatefulSet>(
  [nameColumn, column('Ready', 'Number of the pod with ready state'), ageColumn, ...containerColumns],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    since(metadata?.creationTimestamp, now),
    ...containerCells(spec?.template?.spec?.containers),
  ],
);

interface DaemonSet extends KubeObject {
  spec: { selector: LabelSelector; template: PodTemplateSpec };
  status: {
    desiredNumberScheduled: number;
    currentNumberScheduled: number;
    numberReady: number;
    updatedNumberScheduled: number;
    numberAvailable: number;
  };
}

export const daemonSetTable = table<DaemonSet>(
  [
    nameColumn,
    column('Desired', 'The total number of nodes that should be running the daemon pod.', { type: 'integer' }),
    column('Current', 'The number of nodes that are running at least 1 daemon pod and are supposed to.', {
      type: 'integer',
    }),
    column('Ready', 'The number of nodes that should run the daemon pod and have one that is ready.', {
      type: 'integer',
    }),
    column('Up-to-date', 'The total number of nodes that are running updated daemon pod', { type: 'integer' }),
    column('Available', 'The number of nodes that should run the daemon pod and have one that is available.', {
      type: 'integer',
    }),
    column(
      'Node Selector',
      "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node.",
    ),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    formatLabels(spec?.template?.spec?.nodeSelector),
    since(metadata?.creationTimestamp, now),
    ...containerCells(spec?.template?.spec?.containers),
    formatLabelSelector(spec?.selector),
  ],
);

interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas?: number };
}

/** The scale of a workload (printers.go, printScale). */
export const scaleTable = table<Scale>(
  [
    nameColumn,
    column('Desired', 'replicas is the desired number of instances for the scaled object.', { type: 'integer' }),
    column('Available', 'replicas is the actual number of observed instances of the scaled object.', {
      type: 'integer',
    }),
    ageColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    since(metadata?.creationTimestamp, now),
  ],
);

interface PodTemplate extends KubeObject {
  template: PodTemplateSpec;
}

export const podTemplateTable = table<PodTemplate>(
  [
    nameColumn,
    column('Containers', 'Names of each container in the template.'),
    column('Images', 'Images referenced by each container in the template.'),
    column('Pod Labels', 'The labels for the pod template.'),
  ],
  ({ metadata, template }) => [
    metadata?.name ?? '',
    ...containerCells(template?.spec?.containers),
    formatLabels(template?.metadata?.labels),
  ],
);

interface ControllerRevision extends KubeObject {
  revision: number;
}

export const controllerRevisionTable = table<ControllerRevision>(
  [
    nameColumn,
    column('Controller', 'Controller of the object'),
    column('Revision', 'Revision indicates the revision of the state represented by Data.'),
    ageColumn,
  ],
  ({ metadata, revision }, now) => {
    const controller = metadata?.ownerReferences?.find((owner) => owner.controller === true);
    const group = controller?.apiVersion?.split('/').slice(0, -1).join('/') ?? '';
    const kind = (controller?.kind ?? '').toLowerCase();
    return [
      metadata?.name ?? '',
      controller === undefined ? '<none>' : `${group === '' ? kind : `${kind}.${group}`}/${controller.name ?? ''}`,
      revision ?? 0,
      since(metadata?.creationTimestamp, now),
    ];
  },
);
