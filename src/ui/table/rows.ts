import type { Translate } from '../../i18n/index.ts';
import type {
  NodeView,
  ObjectRef,
  Phrase,
  Picture,
  PodGlyph,
  PodOwnerView,
  PodView,
  ServiceView,
  WorkloadView,
} from '../../scene/index.ts';
import { selectorText } from '../../scene/index.ts';
import type { TableKind } from './table-kind.ts';

export interface Column {
  readonly id: string;
  readonly label: string;
  /** As a track of a CSS grid. */
  readonly width: string;
  readonly mono?: boolean;
}

export interface Cell {
  readonly text: string;
  /** What it is sorted by; undefined: by its text. */
  readonly order?: number;
}

/** One thing of the picture as a line; the same object as before while the thing looks the same. */
export interface Row {
  readonly ref: ObjectRef;
  /** By the column's id. */
  readonly cells: Readonly<Record<string, Cell>>;
  readonly glyph: PodGlyph | undefined;
  /** The column that says what is wrong with it, if anything is. */
  readonly trouble: 'status' | 'note' | undefined;
}

export interface TableContent {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const say = (t: Translate, phrase: Phrase): string => t(phrase.key, phrase.params);
const text = (value: string | number | undefined): Cell => ({ text: String(value ?? '') });
const count = (value: number): Cell => ({ text: String(value), order: value });
const share = (value: number): Cell => ({ text: `${Math.round(value * 100)} %`, order: value });
const ready = (of: number, total: number): Cell => ({ text: `${of}/${total}`, order: total === 0 ? 0 : of / total });

/** Rows by what they show, so that a change of one pod makes one row. */
class RowMaker {
  private readonly made = new WeakMap<object, Row>();
  private readonly t: Translate;

  constructor(t: Translate) {
    this.t = t;
  }

  pod(pod: PodView): Row {
    return this.keep(pod, () => ({
      ref: { resource: 'pods', namespace: pod.namespace, name: pod.name, uid: pod.uid },
      glyph: pod.glyph,
      trouble: pod.glyph === 'failing' || pod.glyph === 'unknown' ? 'status' : undefined,
      cells: {
        name: text(pod.name),
        namespace: text(pod.namespace),
        ready: ready(pod.ready, pod.total),
        status: text(pod.statusText),
        restarts: count(pod.restarts),
        ip: text(pod.ip),
        node: text(pod.node),
        owner: text(pod.owner && `${pod.owner.kind} ${pod.owner.name}`),
        revision: { text: String(pod.revision?.number ?? ''), order: pod.revision?.number ?? 0 },
      },
    }));
  }

  node(node: NodeView): Row {
    return this.keep(node, () => ({
      ref: { resource: 'nodes', namespace: '', name: node.name, uid: node.uid },
      glyph: undefined,
      trouble: node.state === 'ready' ? undefined : 'status',
      cells: {
        name: text(node.name),
        status: text([node.statusText, ...node.pressures].join(', ')),
        pods: count(node.pods.length),
        cpu: share(node.cpu),
        memory: share(node.memory),
      },
    }));
  }

  service(service: ServiceView): Row {
    const { t } = this;
    return this.keep(service, () => ({
      ref: { resource: 'services', namespace: service.namespace, name: service.name, uid: service.uid },
      glyph: undefined,
      trouble: service.broken !== undefined && !service.hopeful ? 'note' : undefined,
      cells: {
        name: text(service.name),
        namespace: text(service.namespace),
        type: text(service.type),
        address: text(service.address),
        external: text(service.external ?? service.nodePorts.map((port) => `:${port}`).join(', ')),
        ports: text(service.ports.join(', ')),
        selector: text(service.selector === undefined ? '' : selectorText(service.selector)),
        endpoints: ready(service.ready, service.total),
        note: text(service.broken && say(t, service.broken)),
      },
    }));
  }

  workload(workload: WorkloadView): Row {
    const { t } = this;
    const { resource, namespace, name, uid } = workload;
    return this.keep(workload, () => ({
      ref: { resource, namespace, name, uid },
      glyph: undefined,
      trouble: workload.state === 'failed' || workload.state === 'jobFailed' ? 'status' : undefined,
      cells: {
        name: text(name),
        namespace: text(namespace),
        kind: text(workload.kind),
        ready: ready(workload.ready, workload.desired),
        status: text(t(`canvas.workload.${workload.state}`)),
        revision: { text: '', order: 0 },
        note: text(workload.unselected ? t('canvas.workload.unselected') : say(t, workload.note)),
      },
    }));
  }

  /** What a workload made and keeps: a ReplicaSet, a Job. */
  owner(owner: PodOwnerView): Row {
    const { t } = this;
    const { resource, namespace, name, uid, revision } = owner;
    const number = revision?.number ?? '';
    return this.keep(owner, () => ({
      ref: { resource, namespace, name, uid },
      glyph: undefined,
      trouble: undefined,
      cells: {
        name: text(name),
        namespace: text(namespace),
        kind: text(owner.kind),
        ready: ready(owner.ready, owner.desired),
        status: text(''),
        revision: { text: String(number), order: revision?.number ?? 0 },
        note: text(owner.ghost ? t('canvas.owner.ghost', { number }) : ''),
      },
    }));
  }

  private keep(view: object, make: () => Row): Row {
    const known = this.made.get(view);
    if (known !== undefined) return known;
    const row = make();
    this.made.set(view, row);
    return row;
  }
}

function rowsOf(kind: TableKind, picture: Picture, maker: RowMaker): readonly Row[] {
  switch (kind) {
    case 'pods':
      return [...picture.pods.values()].map((pod) => maker.pod(pod));
    case 'nodes':
      return picture.nodes.map((node) => maker.node(node));
    case 'services':
      return picture.services.map((service) => maker.service(service));
    case 'workloads':
      return picture.workloads.flatMap((workload) => [
        maker.workload(workload),
        ...workload.owners.filter((owner) => owner.uid !== workload.uid).map((owner) => maker.owner(owner)),
      ]);
  }
}

function columnsOf(kind: TableKind, t: Translate): readonly Column[] {
  const name: Column = { id: 'name', label: t('table.name'), width: 'minmax(210px, 2fr)', mono: true };
  const namespace: Column = { id: 'namespace', label: t('table.namespace'), width: 'minmax(90px, 1fr)' };
  const status: Column = { id: 'status', label: t('inspector.status'), width: 'minmax(130px, 1.2fr)' };
  const isReady: Column = { id: 'ready', label: t('table.ready'), width: '72px' };
  const revision: Column = { id: 'revision', label: t('inspector.revision'), width: '84px' };
  const note: Column = { id: 'note', label: t('table.note'), width: 'minmax(150px, 1.5fr)' };
  const address = (id: string, label: string): Column => ({ id, label, width: 'minmax(104px, 1fr)', mono: true });
  switch (kind) {
    case 'pods':
      return [
        name,
        namespace,
        isReady,
        status,
        { id: 'restarts', label: t('inspector.restarts'), width: '84px' },
        address('ip', 'IP'),
        { id: 'node', label: t('inspector.node'), width: 'minmax(80px, 1fr)' },
        { id: 'owner', label: t('inspector.owner'), width: 'minmax(150px, 1.5fr)' },
        revision,
      ];
    case 'nodes':
      return [
        name,
        status,
        { id: 'pods', label: t('inspector.pods'), width: '84px' },
        { id: 'cpu', label: 'CPU', width: '84px' },
        { id: 'memory', label: t('inspector.memory'), width: '84px' },
      ];
    case 'services':
      return [
        name,
        namespace,
        { id: 'type', label: t('inspector.type'), width: 'minmax(96px, 1fr)' },
        address('address', 'Cluster IP'),
        address('external', t('inspector.external')),
        address('ports', t('inspector.ports')),
        address('selector', t('inspector.selector')),
        { id: 'endpoints', label: t('table.endpoints'), width: '96px' },
        note,
      ];
    case 'workloads':
      return [
        name,
        namespace,
        { id: 'kind', label: t('table.kind'), width: 'minmax(110px, 1fr)' },
        isReady,
        status,
        revision,
        note,
      ];
  }
}

/** Makes a table of a picture's things, as their `RowMaker` remembers them. Where there is one namespace, none is named. */
export function createTableReader(t: Translate): (kind: TableKind, picture: Picture) => TableContent {
  const maker = new RowMaker(t);
  return (kind, picture) => {
    const rows = rowsOf(kind, picture, maker);
    const isOneNamespace = new Set(rows.map((row) => row.ref.namespace)).size <= 1;
    const columns = columnsOf(kind, t).filter((column) => column.id !== 'namespace' || !isOneNamespace);
    return { columns, rows };
  };
}
