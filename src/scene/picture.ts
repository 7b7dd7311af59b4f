/** A sentence of `i18n`, by key, with its variables. */
export interface Phrase {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What names an object everywhere in the page. */
export interface ObjectRef {
  /** Plural resource name: `pods`. */
  readonly resource: string;
  /** `''` for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The shape drawn for a pod's state; told apart by form, not only by colour. */
export type PodGlyph = 'ready' | 'starting' | 'waiting' | 'failing' | 'terminating' | 'unknown' | 'completed';

/** All glyphs, in the order in which counts and the legend name them. */
export const podGlyphs: readonly PodGlyph[] = [
  'ready',
  'starting',
  'waiting',
  'failing',
  'terminating',
  'unknown',
  'completed',
];

export interface ContainerView {
  readonly name: string;
  /** Init containers are drawn round, and only until the pod is initialised. */
  readonly init: boolean;
  readonly state: 'ready' | 'notReady' | 'failing' | 'ended';
}

/** Something that lasts from one moment of virtual time to another (ms since the epoch). */
export interface Span {
  readonly type: 'pulling' | 'backOff' | 'stopping';
  readonly from: number;
  readonly until: number;
}

/** A Deployment's revision; pods of the same revision share a colour. */
export interface RevisionMark {
  readonly number: number;
  /** 0 to 4: which of the revision colours. */
  readonly colour: number;
}

/** One pod as a tile. The same object as before when nothing that it shows has changed. */
export interface PodView {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** What tells it from its siblings: the part of the name after the last dash. */
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly glyph: PodGlyph;
  /** Asked to go: drawn dashed, whatever its glyph. */
  readonly leaving: boolean;
  /** kubectl's STATUS column. */
  readonly statusText: string;
  /** What it is doing now, or its IP. `span`, when there is one, gives this sentence its moving number. */
  readonly detail: Phrase;
  readonly span: Span | undefined;
  readonly containers: readonly ContainerView[];
  /** kubectl's READY column. */
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  readonly ip: string | undefined;
  /** The node it is bound to; undefined also when that node no longer exists. */
  readonly node: string | undefined;
  /** Its controller. */
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
  readonly revision: RevisionMark | undefined;
  /** Requested in total, in thousandths of a CPU and in bytes. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly label: Phrase;
}

/** Which namespaces a person looks at: those without Kubernetes's own, all, or one. */
export type NamespaceChoice =
  { readonly type: 'own' } | { readonly type: 'all' } | { readonly type: 'one'; readonly name: string };

export type GlyphCounts = Readonly<Record<PodGlyph, number>>;

export interface NodeView {
  readonly uid: string;
  readonly name: string;
  /** kubectl's STATUS column: `Ready`, `NotReady`, `Ready,SchedulingDisabled` ... */
  readonly statusText: string;
  readonly state: 'ready' | 'notReady' | 'unknown';
  readonly cordoned: boolean;
  /** Condition types that are true and should not be: `MemoryPressure` ... */
  readonly pressures: readonly string[];
  /** Undefined when looking at the past. */
  readonly poweredOn: boolean | undefined;
  /** Requested share of what is allocatable, 0 to 1 (more when overcommitted). */
  readonly cpu: number;
  readonly memory: number;
  /** Uids of the pods bound to it, oldest first. */
  readonly pods: readonly string[];
  readonly counts: GlyphCounts;
  readonly label: Phrase;
}

/** Whether a Service sends traffic to a pod, does not yet, or does no more. */
export type EndpointState = 'ready' | 'notReady' | 'terminating';

export interface ServiceView {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** Cluster IP, `None` for headless, or the external name. */
  readonly address: string;
  /** `80`, or `80→8080` when the target differs; named targets by name. */
  readonly ports: readonly string[];
  readonly nodePorts: readonly number[];
  /** A load balancer's address; undefined while it has none. */
  readonly external: string | undefined;
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** Its endpoints, by the uid of each pod. */
  readonly endpoints: ReadonlyMap<string, EndpointState>;
  readonly ready: number;
  /** Those that are to answer, ready or not: pods that were told to stop are no longer. */
  readonly total: number;
  /** Those told to stop, which are listed until they have. */
  readonly terminating: number;
  /** Why nobody answers, when nobody does. */
  readonly broken: Phrase | undefined;
  /** Nobody answers yet, but pods that it selects are starting. */
  readonly hopeful: boolean;
  readonly label: Phrase;
}

/** What makes pods by itself: a ReplicaSet, one of a Deployment's or alone, a StatefulSet, a Job ... */
export interface PodOwnerView {
  readonly kind: string;
  /** Plural resource name: `replicasets`. */
  readonly resource: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: RevisionMark | undefined;
  /** Made from the Deployment's present template. */
  readonly current: boolean;
  readonly desired: number;
  /** Its pods; of a Job those that have succeeded or still run. */
  readonly replicas: number;
  /** Those of them that are ready; of a Job those that have succeeded. */
  readonly ready: number;
  readonly progress: Phrase;
  /** At 0 and kept only so that one can roll back to it. */
  readonly ghost: boolean;
}

export interface WorkloadView {
  readonly kind: string;
  /** Plural resource name: `deployments`. */
  readonly resource: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly state:
    | 'complete'
    | 'progressing'
    | 'rollingOut'
    | 'paused'
    | 'failed'
    | 'deleting'
    | 'jobFailed'
    | 'suspended'
    | 'scheduled';
  readonly desired: number;
  readonly ready: number;
  /** How far it is, in its own measure. */
  readonly progress: Phrase;
  /** What else is worth knowing: how many are updated, failed, when it runs. */
  readonly note: Phrase;
  /** A rollout may never have more pods than this ... */
  readonly most: number;
  /** ... nor fewer available ones than this. */
  readonly fewest: number;
  /** Newest first: a Deployment's ReplicaSets, a CronJob's Jobs. What makes pods by itself is its own only one. */
  readonly owners: readonly PodOwnerView[];
  /** No Service selects the labels of its template. */
  readonly unselected: boolean;
  readonly label: Phrase;
}

/** Pods that no node runs. Only the oldest are shown; the rest are counted. */
export interface TrayView {
  readonly pods: readonly string[];
  readonly more: number;
  /** Of those shown, which will not be on a node in a moment: the scheduler found none for them, or does not look. */
  readonly staying: readonly string[];
}

/** What the cluster looks like at one moment. Parts that did not change are the same objects as before. */
export interface Picture {
  /** Which namespaces' objects are drawn ... */
  readonly shown: NamespaceChoice;
  /** ... of all that there are. */
  readonly namespaces: readonly string[];
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  readonly revision: number;
  readonly nodes: readonly NodeView[];
  /** By uid: all pods on nodes, and those shown in the tray. */
  readonly pods: ReadonlyMap<string, PodView>;
  readonly tray: TrayView;
  readonly services: readonly ServiceView[];
  readonly workloads: readonly WorkloadView[];
}
