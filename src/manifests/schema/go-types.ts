/**
 * What the Go types of k8s.io/api v0.32 say and the OpenAPI model of the JavaScript client has lost: which strings are
 * resource quantities, and how a strategic merge patch merges a list. Keys are type names of the model, without
 * version prefix.
 */

/** Fields whose Go type is resource.Quantity, or a map or list of it (a ResourceList). */
export const quantityFields: Readonly<Record<string, readonly string[]>> = {
  ContainerStatus: ['allocatedResources'],
  EmptyDirVolumeSource: ['sizeLimit'],
  LimitRangeItem: ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'],
  NodeStatus: ['allocatable', 'capacity'],
  PersistentVolumeClaimStatus: ['allocatedResources', 'capacity'],
  PersistentVolumeSpec: ['capacity'],
  PodSpec: ['overhead'],
  ResourceFieldSelector: ['divisor'],
  ResourceQuotaSpec: ['hard'],
  ResourceQuotaStatus: ['hard', 'used'],
  ResourceRequirements: ['limits', 'requests'],
  V2MetricTarget: ['averageValue', 'value'],
  V2MetricValueStatus: ['averageValue', 'value'],
  VolumeResourceRequirements: ['limits', 'requests'],
};

const containerLists = {
  env: 'name',
  ports: 'containerPort',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
};

/**
 * Lists with `patchStrategy:"merge"`: the field's patchMergeKey, or '' where the items are plain values that merge as a
 * set. Every other list is replaced whole by a strategic merge patch.
 */
export const mergeKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Container: containerLists,
  EphemeralContainer: containerLists,
  ContainerStatus: { allocatedResourcesStatus: 'name', volumeMounts: 'mountPath' },
  DaemonSetStatus: { conditions: 'type' },
  DeploymentStatus: { conditions: 'type' },
  JobStatus: { conditions: 'type' },
  NamespaceStatus: { conditions: 'type' },
  NodeSpec: { podCIDRs: '' },
  NodeStatus: { addresses: 'type', conditions: 'type' },
  ObjectMeta: { finalizers: '', ownerReferences: 'uid' },
  PersistentVolumeClaimStatus: { conditions: 'type' },
  PodDisruptionBudgetStatus: { conditions: 'type' },
  PodSpec: {
    containers: 'name',
    ephemeralContainers: 'name',
    hostAliases: 'ip',
    imagePullSecrets: 'name',
    initContainers: 'name',
    resourceClaims: 'name',
    schedulingGates: 'name',
    topologySpreadConstraints: 'topologyKey',
    volumes: 'name',
  },
  PodStatus: { conditions: 'type', hostIPs: 'ip', podIPs: 'ip', resourceClaimStatuses: 'name' },
  ReplicaSetStatus: { conditions: 'type' },
  ReplicationControllerStatus: { conditions: 'type' },
  ServiceAccount: { secrets: 'name' },
  ServiceSpec: { ports: 'port' },
  ServiceStatus: { conditions: 'type' },
  StatefulSetStatus: { conditions: 'type' },
  V2HorizontalPodAutoscalerStatus: { conditions: 'type' },
};

/** Objects with `patchStrategy:"replace"`: a patch has them whole, or not at all. */
export const replacedObjects: Readonly<Record<string, readonly string[]>> = {
  PodDisruptionBudgetSpec: ['selector'],
};

/** Fields with `patchStrategy:"retainKeys"`: a patch clears the keys of the union that it does not name. */
export const retainKeys: Readonly<Record<string, readonly string[]>> = {
  DeploymentSpec: ['strategy'],
  PodSpec: ['resourceClaims', 'volumes'],
  PodStatus: ['resourceClaimStatuses'],
};
