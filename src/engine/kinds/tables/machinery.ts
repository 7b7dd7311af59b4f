import type { Condition, KubeObject, ObjectReference } from '../types/index.ts';
import { ageColumn, column, nameColumn, orNone, since, table, type ResourceTable, type View } from './table.ts';

interface WebhookConfiguration extends KubeObject {
  webhooks?: object[];
}

/** ValidatingWebhookConfiguration and MutatingWebhookConfiguration. */
const webhookConfigurationTable = table<WebhookConfiguration>(
  [
    nameColumn,
    column('Webhooks', 'Webhooks indicates the number of webhooks registered in this configuration', {
      type: 'integer',
    }),
    ageColumn,
  ],
  ({ metadata, webhooks }, now) => [
    metadata?.name ?? '',
    webhooks?.length ?? 0,
    since(metadata?.creationTimestamp, now),
  ],
);

interface AdmissionPolicy extends KubeObject {
  spec: { validations?: object[]; paramKind?: { apiVersion: string; kind: string } };
}

function paramKindText(paramKind: View<AdmissionPolicy['spec']['paramKind']>): string {
  return paramKind === undefined ? '<unset>' : `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}`;
}

const admissionPolicyTable = table<AdmissionPolicy>(
  [
    nameColumn,
    column('Validations', 'Validations indicates the number of validation rules defined in this configuration', {
      type: 'integer',
    }),
    column('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.validations?.length ?? 0,
    paramKindText(spec?.paramKind),
    since(metadata?.creationTimestamp, now),
  ],
);

interface AdmissionPolicyBinding extends KubeObject {
  spec: { policyName: string; paramRef?: ObjectReference };
}

function paramText(param: View<ObjectReference> | undefined): string {
  if (param?.name === undefined) return '<unset>';
  return param.namespace === undefined ? param.name : `${param.namespace}/${param.name}`;
}

const admissionPolicyBindingTable = table<AdmissionPolicyBinding>(
  [
    nameColumn,
    column('PolicyName', 'PolicyName indicates the policy definition which the policy binding binded to'),
    column('ParamRef', 'ParamRef indicates the param resource which sets the configration param'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.policyName ?? '',
    paramText(spec?.paramRef),
    since(metadata?.creationTimestamp, now),
  ],
);

interface FlowSchema extends KubeObject {
  spec: {
    priorityLevelConfiguration: { name: string };
    matchingPrecedence: number;
    distinguisherMethod?: { type: string };
  };
  status: { conditions?: Condition[] };
}

const flowSchemaTable = table<FlowSchema>(
  [
    nameColumn,
    column('PriorityLevel', 'priorityLevelConfiguration references the configuration of the requests that match.'),
    column('MatchingPrecedence', 'matchingPrecedence is used to choose among the FlowSchemas that match a request.', {
      type: 'integer',
    }),
    column('DistinguisherMethod', 'distinguisherMethod defines how the flow of a request is told from others.'),
    ageColumn,
    column('MissingPL', 'whether the priority level configuration that is referenced is missing.'),
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    spec?.priorityLevelConfiguration?.name ?? '',
    spec?.matchingPrecedence ?? 0,
    spec?.distinguisherMethod?.type ?? '<none>',
    since(metadata?.creationTimestamp, now),
    status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
);

interface PriorityLevelConfiguration extends KubeObject {
  spec: {
    type: string;
    limited?: {
      nominalConcurrencyShares?: number;
      limitResponse: { queuing?: { queues: number; handSize: number; queueLengthLimit: number } };
    };
  };
}

const priorityLevelConfigurationTable = table<PriorityLevelConfiguration>(
  [
    nameColumn,
    column('Type', 'type indicates whether requests of this priority level are limited.'),
    column('NominalConcurrencyShares', 'nominalConcurrencyShares are the shares that this priority level has.'),
    column('Queues', 'queues is the number of queues for this priority level.'),
    column('HandSize', 'handSize is how many queues are looked at when a request is put into one.'),
    column('QueueLengthLimit', 'queueLengthLimit is how many requests may wait in a queue.'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => {
    const queuing = spec?.limited?.limitResponse?.queuing;
    return [
      metadata?.name ?? '',
      spec?.type ?? '',
      spec?.limited?.nominalConcurrencyShares ?? '<none>',
      queuing?.queues ?? '<none>',
      queuing?.handSize ?? '<none>',
      queuing?.queueLengthLimit ?? '<none>',
      since(metadata?.creationTimestamp, now),
    ];
  },
);

interface CSIDriver extends KubeObject {
  spec: {
    attachRequired?: boolean;
    podInfoOnMount?: boolean;
    storageCapacity?: boolean;
    tokenRequests?: { audience: string }[];
    requiresRepublish?: boolean;
    volumeLifecycleModes?: string[];
  };
}

const csiDriverTable = table<CSIDriver>(
  [
    nameColumn,
    column('AttachRequired', 'attachRequired indicates that volumes have to be attached to nodes.', {
      type: 'boolean',
    }),
    column('PodInfoOnMount', 'podInfoOnMount indicates that the driver is told of the pod that mounts.', {
      type: 'boolean',
    }),
    column('StorageCapacity', 'storageCapacity indicates that the scheduler looks at the capacity of the driver.', {
      type: 'boolean',
    }),
    column('TokenRequests', 'tokenRequests indicates which service account tokens the driver is given.'),
    column('RequiresRepublish', 'requiresRepublish indicates that mounted volumes are published again and again.', {
      type: 'boolean',
    }),
    column('Modes', 'volumeLifecycleModes defines what kinds of volumes the driver supports.'),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.attachRequired ?? true,
    spec?.podInfoOnMount ?? false,
    spec?.storageCapacity ?? false,
    spec?.tokenRequests?.map(({ audience = '' }) => audience).join(',') ?? '<unset>',
    spec?.requiresRepublish ?? false,
    orNone(spec?.volumeLifecycleModes?.join(',')),
    since(metadata?.creationTimestamp, now),
  ],
);

interface CSINode extends KubeObject {
  spec: { drivers?: object[] };
}

const csiNodeTable = table<CSINode>(
  [
    nameColumn,
    column('Drivers', 'Drivers indicates the number of CSI drivers registered on the node', { type: 'integer' }),
    ageColumn,
  ],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.drivers?.length ?? 0,
    since(metadata?.creationTimestamp, now),
  ],
);

interface CSIStorageCapacity extends KubeObject {
  storageClassName: string;
  capacity?: string;
}

const csiStorageCapacityTable = table<CSIStorageCapacity>(
  [
    nameColumn,
    column('StorageClassName', 'The name of the StorageClass that the capacity is of.'),
    column('Capacity', 'How much storage there is.'),
  ],
  ({ metadata, storageClassName, capacity }) => [metadata?.name ?? '', storageClassName ?? '', capacity ?? '<unset>'],
);

interface VolumeAttachment extends KubeObject {
  spec: { attacher: string; nodeName: string; source: { persistentVolumeName?: string } };
  status: { attached: boolean };
}

const volumeAttachmentTable = table<VolumeAttachment>(
  [
    nameColumn,
    column('Attacher', 'attacher indicates the name of the volume driver that must handle this request.', {
      format: 'name',
    }),
    column('PV', 'persistentVolumeName represents the name of the persistent volume to attach.'),
    column('Node', 'nodeName represents the node that the volume should be attached to.'),
    column('Attached', 'attached indicates the volume is successfully attached.', { type: 'boolean' }),
    ageColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    spec?.attacher ?? '',
    spec?.source?.persistentVolumeName ?? '',
    spec?.nodeName ?? '',
    status?.attached ?? false,
    since(metadata?.creationTimestamp, now),
  ],
);

/** The printers of what the machinery of a cluster is told by (printers.go), by resource. */
export const machineryTables: Readonly<Record<string, ResourceTable>> = {
  csidrivers: csiDriverTable,
  csinodes: csiNodeTable,
  csistoragecapacities: csiStorageCapacityTable,
  flowschemas: flowSchemaTable,
  mutatingwebhookconfigurations: webhookConfigurationTable,
  prioritylevelconfigurations: priorityLevelConfigurationTable,
  validatingadmissionpolicies: admissionPolicyTable,
  validatingadmissionpolicybindings: admissionPolicyBindingTable,
  validatingwebhookconfigurations: webhookConfigurationTable,
  volumeattachments: volumeAttachmentTable,
};
