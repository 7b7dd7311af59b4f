import type { BuiltinResource } from '../kinds/registry-data.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import type { View } from './view.ts';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A template with metadata: Go's ObjectMeta always writes its creationTimestamp, which no template has. */
function timed(template: unknown): Fields {
  const given = fieldsOf(template);
  return { ...given, metadata: { ...fieldsOf(given['metadata']), creationTimestamp: null } };
}

type Change = (part: unknown) => Fields;

const inTemplate =
  (change: Change) =>
  (spec: Fields): Fields =>
    spec['template'] === undefined ? spec : { ...spec, template: change(spec['template']) };

/** Without metadata that says nothing: Go cannot tell it from none, and a look back must not count as a change. */
function untimed(template: unknown): Fields {
  const { metadata, ...rest } = fieldsOf(template);
  return metadata === undefined || Object.keys(fieldsOf(metadata)).length === 0 ? rest : { ...rest, metadata };
}

/** Claims in a StatefulSet say what they are, and what they would begin with (pkg/apis/apps/v1/conversion.go and core's defaults). */
function claimTemplate(template: unknown): Fields {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...timed(template), status: { phase: 'Pending' } };
}

function bareClaimTemplate(template: unknown): Fields {
  const { apiVersion: _version, kind: _kind, status: _status, ...rest } = untimed(template);
  return rest;
}

const inClaims =
  (change: Change) =>
  (spec: Fields): Fields => {
    const claims = spec['volumeClaimTemplates'];
    return Array.isArray(claims) ? { ...spec, volumeClaimTemplates: claims.map(change) } : spec;
  };

const inJobTemplate =
  (change: Change) =>
  (spec: Fields): Fields => {
    if (spec['jobTemplate'] === undefined) return spec;
    const jobTemplate = change(spec['jobTemplate']);
    return { ...spec, jobTemplate: { ...jobTemplate, spec: inTemplate(change)(fieldsOf(jobTemplate['spec'])) } };
  };

const ofSpec =
  (change: (spec: Fields) => Fields) =>
  (object: GenericObject): GenericObject =>
    object.spec === undefined ? object : { ...object, spec: change(object.spec) };

interface Form {
  readonly apiVersion: string;
  readonly show: (object: GenericObject) => GenericObject;
  readonly store: (object: GenericObject) => GenericObject;
}

function form(apiVersion: string, change: (inner: Change, claim: Change) => (spec: Fields) => Fields): Form {
  return {
    apiVersion,
    show: ofSpec(change(timed, claimTemplate)),
    store: ofSpec(change(untimed, bareClaimTemplate)),
  };
}

const FORMS: Readonly<Record<string, Form>> = {
  Deployment: form('apps/v1', inTemplate),
  ReplicaSet: form('apps/v1', inTemplate),
  DaemonSet: form('apps/v1', inTemplate),
  ReplicationController: form('v1', inTemplate),
  Job: form('batch/v1', inTemplate),
  CronJob: form('batch/v1', inJobTemplate),
  StatefulSet: form('apps/v1', (inner, claim) => (spec) => inClaims(claim)(inTemplate(inner)(spec))),
  PodTemplate: {
    apiVersion: 'v1',
    show: (object) => ({ ...object, template: timed(object['template']) }),
    store: (object) => ({ ...object, template: untimed(object['template']) }),
  },
};

function viewOfForm({ apiVersion, show, store }: Form): View {
  const shown = new WeakMap<GenericObject, GenericObject>();
  return {
    apiVersion,
    fromStored: (object) => {
      const known = shown.get(object);
      if (known !== undefined) return known;
      const made = show(object);
      shown.set(object, made);
      return made;
    },
    toStored: store,
    storedField: (field) => field,
  };
}

const views: ReadonlyMap<string, View> = new Map(Object.entries(FORMS).map(([kind, each]) => [kind, viewOfForm(each)]));

/** How Go writes objects with templates in them; undefined for kinds without. */
export function embeddedMetadataView({ kind, custom }: BuiltinResource): View | undefined {
  return custom === true ? undefined : views.get(kind);
}
