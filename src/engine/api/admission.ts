import { extended } from '../extended.ts';
import { listOf } from '../kinds/go-fields.ts';
import { limitRangeRefusal, withLimitRangeDefaults } from '../kinds/limit-ranger.ts';
import { withTemplateGeneration } from '../kinds/template-generation.ts';
import type {
  Container,
  DaemonSet,
  GenericObject,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  Service,
  Toleration,
} from '../kinds/types/index.ts';
import { packedList } from '../packed-list.ts';
import type { Random } from '../random.ts';
import { quotaRefusal } from './admission/resource-quota.ts';
import { applyRuntimeClass } from './admission/runtime-class.ts';
import {
  CLAIM_PROTECTION,
  growthRefusal,
  VOLUME_PROTECTION,
  withDefaultClass,
  withFinalizer,
} from './admission/storage.ts';
import type { FieldError } from './field.ts';
import type { ServedResource } from './served-resource.ts';
import { allocateService } from './service-allocation.ts';
import { dropTypeDependentFields } from './service-type-change.ts';
import { forbidden } from './status.ts';
import type { ApiError } from './status.ts';
import type { Store } from './store.ts';

export interface AdmissionWorld {
  store: Store;
  /** Virtual time, ms since the epoch. */
  now: number;
  random: Random;
}

export interface Admitted {
  object: GenericObject;
  /** What could not be allocated; reported when validation finds nothing. */
  errors: readonly FieldError[];
  /** Why a validating plugin refuses the object; thrown when it is otherwise good. */
  refusal?: ApiError;
}

const NO_ERRORS: readonly FieldError[] = [];

/** What the API server's admission plugins and allocators add to a new object. Throws `ApiError` on refusal. */
export function admitCreate(served: ServedResource, object: GenericObject, world: AdmissionWorld): Admitted {
  const admitted = mutate(served, object, world);
  if (admitted.refusal !== undefined) return admitted;
  const refusal = quotaRefusal(served, admitted.object, world.store, world.now);
  if (refusal === undefined) return admitted;
  return { ...admitted, refusal: forbidden(served.info, object.metadata.name, refusal) };
}

function mutate(served: ServedResource, object: GenericObject, world: AdmissionWorld): Admitted {
  switch (served.table) {
    case 'pods':
      return admitPod(served, object as unknown as Pod, world);
    case 'services':
      return admitService(object, undefined, world);
    case 'namespaces':
      return { object: admitNamespace(object), errors: NO_ERRORS };
    case 'daemonsets':
      return { object: countTemplate(object, undefined), errors: NO_ERRORS };
    case 'persistentvolumeclaims': {
      const claim = withDefaultClass(object as unknown as PersistentVolumeClaim, world.store);
      return { object: withFinalizer(claim, CLAIM_PROTECTION) as unknown as GenericObject, errors: NO_ERRORS };
    }
    case 'persistentvolumes':
      return { object: withFinalizer(object, VOLUME_PROTECTION), errors: NO_ERRORS };
    default:
      return { object, errors: NO_ERRORS };
  }
}

export function admitUpdate(
  served: ServedResource,
  object: GenericObject,
  old: GenericObject,
  world: AdmissionWorld,
): Admitted {
  const admitted = mutateUpdate(served, object, old, world);
  const problem = updateProblem(served, admitted.object, old, world);
  if (problem === undefined) return admitted;
  return { ...admitted, refusal: forbidden(served.info, object.metadata.name, problem) };
}

function updateProblem(
  served: ServedResource,
  object: GenericObject,
  old: GenericObject,
  { store, now }: AdmissionWorld,
): string | undefined {
  if (served.table === 'persistentvolumeclaims') {
    const problem = growthRefusal(
      object as unknown as PersistentVolumeClaim,
      old as unknown as PersistentVolumeClaim,
      store,
    );
    if (problem !== undefined) return problem;
  } else if (served.table !== 'services') return undefined;
  return quotaRefusal(served, object, store, now, old);
}

function mutateUpdate(
  served: ServedResource,
  object: GenericObject,
  old: GenericObject,
  world: AdmissionWorld,
): Admitted {
  if (served.table === 'services') return admitService(object, old, world);
  if (served.table === 'daemonsets') return { object: countTemplate(object, old), errors: NO_ERRORS };
  return { object, errors: NO_ERRORS };
}

function countTemplate(object: GenericObject, old: GenericObject | undefined): GenericObject {
  const before = old as DaemonSet | undefined;
  return withTemplateGeneration(object as unknown as DaemonSet, before) as unknown as GenericObject;
}

function admitService(object: GenericObject, old: GenericObject | undefined, world: AdmissionWorld): Admitted {
  const given = object as unknown as Service;
  const before = old as unknown as Service | undefined;
  const service = before === undefined ? given : { ...given, spec: dropTypeDependentFields(given.spec, before.spec) };
  const allocated = allocateService(service, before, world.store.list('services'), world.random);
  return { object: allocated.service as unknown as GenericObject, errors: allocated.errors };
}

/** Each namespace carries its name as a label (pkg/apis/core/v1/defaults.go) and, with others, the finalizer of the namespace controller. */
function admitNamespace(namespace: GenericObject): GenericObject {
  const labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name };
  const given = listOf(namespace.spec?.['finalizers']);
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels },
    spec: { ...namespace.spec, finalizers: given.includes('kubernetes') ? given : [...given, 'kubernetes'] },
  };
}

const ACCOUNT_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** plugin/pkg/admission: limitranger, serviceaccount, priority, defaulttolerationseconds. */
function admitPod(served: ServedResource, given: Pod, world: AdmissionWorld): Admitted {
  const namespace = given.metadata.namespace ?? '';
  const limitRanges = world.store.list('limitranges', namespace);
  const pod = limitRanges.reduce(withLimitRangeDefaults, given);
  // One copy, on which the plugins write.
  const spec: PodSpec = extended(pod.spec, {});
  setPriority(served, pod, spec, world.store);
  const problem = applyRuntimeClass(spec, world.store);
  if (problem !== undefined) throw forbidden(served.info, nameInMessages(pod), `pod rejected: ${problem}`);
  const account = spec.serviceAccountName ?? 'default';
  const accountObject = world.store.get('serviceaccounts', namespace, account);
  if (accountObject === undefined && account !== 'default') {
    const text = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw forbidden(served.info, nameInMessages(pod), text);
  }
  spec.serviceAccountName = account;
  spec.serviceAccount = account;
  if (spec.automountServiceAccountToken ?? accountObject?.['automountServiceAccountToken'] !== false) {
    mountServiceAccountToken(spec, world.random);
  }
  addDefaultTolerations(spec);
  const object = { ...pod, spec } as unknown as GenericObject;
  if (limitRanges.length === 0) return { object, errors: NO_ERRORS };
  const refusal = limitRanges
    .map((limitRange) => limitRangeRefusal({ spec }, limitRange))
    .find((text) => text !== undefined);
  if (refusal === undefined) return { object, errors: NO_ERRORS };
  return { object, errors: NO_ERRORS, refusal: forbidden(served.info, nameInMessages(pod), refusal) };
}

/** Upstream's mutating plugins run before a name is generated (apiserver pkg/admission/errors.go, extractResourceName). */
function nameInMessages({ metadata: { name, generateName } }: Pod): string {
  const generated = generateName !== undefined && generateName !== '' && name.startsWith(generateName);
  return generated ? generateName : name;
}

function setPriority(served: ServedResource, pod: Pod, spec: PodSpec, store: Store): void {
  const name = spec.priorityClassName;
  if (name === undefined || name === '') {
    for (const other of store.list('priorityclasses')) {
      if (other['globalDefault'] === true) {
        spec.priorityClassName = other.metadata.name;
        prioritize(served, pod, spec, priorityOf(other));
        return;
      }
    }
    prioritize(served, pod, spec, { priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    return;
  }
  const named = store.get('priorityclasses', '', name);
  if (named === undefined) {
    throw forbidden(served.info, nameInMessages(pod), `no PriorityClass with name ${name} was found`);
  }
  prioritize(served, pod, spec, priorityOf(named));
}

/** Sets what follows from a pod's class; what the pod says itself may not differ (plugin/pkg/admission/priority). */
function prioritize(
  served: ServedResource,
  pod: Pod,
  spec: PodSpec,
  computed: { priority: number; preemptionPolicy: string },
): void {
  const refuse = (what: string, given: string | number, wanted: string | number): never => {
    const text = `the ${what} (${given}) must not be provided in pod spec; priority admission controller computed ${wanted} from the given PriorityClass name`;
    throw forbidden(served.info, nameInMessages(pod), text);
  };
  const { priority, preemptionPolicy } = spec;
  if (priority !== undefined && priority !== computed.priority) {
    refuse('integer value of priority', priority, computed.priority);
  }
  if (preemptionPolicy !== undefined && preemptionPolicy !== computed.preemptionPolicy) {
    refuse('string value of PreemptionPolicy', preemptionPolicy, computed.preemptionPolicy);
  }
  spec.priority = computed.priority;
  spec.preemptionPolicy = computed.preemptionPolicy;
}

function priorityOf(priorityClass: GenericObject): { priority: number; preemptionPolicy: string } {
  const { value, preemptionPolicy } = priorityClass;
  return {
    priority: typeof value === 'number' ? value : 0,
    preemptionPolicy: typeof preemptionPolicy === 'string' ? preemptionPolicy : 'PreemptLowerPriority',
  };
}

function mountServiceAccountToken(spec: PodSpec, random: Random): void {
  const mounted = (container: Container): boolean =>
    container.volumeMounts?.some((mount) => mount.mountPath === ACCOUNT_MOUNT) === true;
  if (spec.containers.every(mounted) && (spec.initContainers ?? []).every(mounted)) return;
  const name = `kube-api-access-${random.suffix()}`;
  const mount = { name, readOnly: true, mountPath: ACCOUNT_MOUNT };
  const withMount = (container: Container): Container =>
    mounted(container)
      ? container
      : extended(container, { volumeMounts: (container.volumeMounts ?? []).concat(mount) });
  const volume = { name, projected: ACCOUNT_PROJECTION };
  spec.volumes = (spec.volumes ?? []).concat(volume);
  spec.containers = packedList(spec.containers, withMount);
  if (spec.initContainers !== undefined) spec.initContainers = packedList(spec.initContainers, withMount);
}

const ACCOUNT_PROJECTION = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 420,
};

const NOT_READY: Toleration = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};
const UNREACHABLE: Toleration = { ...NOT_READY, key: 'node.kubernetes.io/unreachable' };

const DEFAULT_TOLERATIONS: Toleration[] = [NOT_READY, UNREACHABLE];

/** plugin/pkg/admission/defaulttolerationseconds: 300 s, unless the pod says otherwise for that taint. */
function addDefaultTolerations(spec: PodSpec): void {
  if (spec.tolerations === undefined) {
    spec.tolerations = DEFAULT_TOLERATIONS;
    return;
  }
  const given = spec.tolerations;
  const missing = [NOT_READY, UNREACHABLE].filter(
    ({ key }) =>
      !given.some((toleration) => {
        const sameKey = toleration.key === key || toleration.key === undefined || toleration.key === '';
        const sameEffect = toleration.effect === 'NoExecute' || toleration.effect === undefined;
        return sameKey && sameEffect;
      }),
  );
  if (missing.length > 0) spec.tolerations = [...given, ...missing];
}
