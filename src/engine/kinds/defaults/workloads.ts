import { fieldsOf, isSet } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import {
  changeItems,
  changeObject,
  changeSpec,
  fillAbsent,
  fillZero,
  textAt,
  withField,
  withTemplateLabels,
} from './fill.ts';
import { defaultPodTemplate } from './pod.ts';
import { defaultClaimSpec } from './volume.ts';

/** The strategy with its type, and with the numbers of a rolling update when it is one. */
function withRollingUpdate(spec: Fields, field: string, numbers: Fields): Fields {
  const strategy = fillZero(fieldsOf(spec[field]), { type: 'RollingUpdate' });
  if (strategy['type'] !== 'RollingUpdate') return withField(spec, field, strategy);
  const rollingUpdate = fillAbsent(fieldsOf(strategy['rollingUpdate']), numbers);
  return withField(spec, field, withField(strategy, 'rollingUpdate', rollingUpdate));
}

/** The template is no pointer in Go: one that is missing is an empty one. */
function withDefaultTemplate(spec: Fields): Fields {
  return changeObject(fillAbsent(spec, { template: {} }), 'template', defaultPodTemplate);
}

/** SetDefaults_Deployment. */
export function defaultDeployment(deployment: GenericObject): GenericObject {
  return changeSpec(deployment, (given) => {
    let spec = withDefaultTemplate(given);
    spec = withRollingUpdate(spec, 'strategy', { maxUnavailable: '25%', maxSurge: '25%' });
    return fillAbsent(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  });
}

/** SetDefaults_ReplicaSet. */
export function defaultReplicaSet(replicaSet: GenericObject): GenericObject {
  return changeSpec(replicaSet, (spec) => fillAbsent(withDefaultTemplate(spec), { replicas: 1 }));
}

/** SetObjectDefaults_PodTemplate. */
export function defaultPodTemplateObject(object: GenericObject): GenericObject {
  return changeObject(object, 'template', defaultPodTemplate);
}

/** SetDefaults_ReplicationController: labels and selector come from the template. */
export function defaultReplicationController(controller: GenericObject): GenericObject {
  return changeSpec(withTemplateLabels(controller), (given) => {
    const spec = fillAbsent(changeObject(given, 'template', defaultPodTemplate), { replicas: 1 });
    const labels = fieldsOf(fieldsOf(spec['template'])['metadata'])['labels'];
    return isSet(labels) ? fillAbsent(spec, { selector: labels }) : spec;
  });
}

/** SetDefaults_DaemonSet. */
export function defaultDaemonSet(daemonSet: GenericObject): GenericObject {
  return changeSpec(daemonSet, (given) => {
    let spec = withDefaultTemplate(given);
    spec = withRollingUpdate(spec, 'updateStrategy', { maxUnavailable: 1, maxSurge: 0 });
    return fillAbsent(spec, { revisionHistoryLimit: 10 });
  });
}

function defaultClaimTemplate(template: Fields): Fields {
  const typed = fillAbsent(template, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  return fillAbsent(changeSpec(typed, defaultClaimSpec), { status: { phase: 'Pending' } });
}

/** SetDefaults_StatefulSet. */
export function defaultStatefulSet(statefulSet: GenericObject): GenericObject {
  return changeSpec(statefulSet, (given) => {
    let spec = withDefaultTemplate(given);
    spec = changeItems(spec, 'volumeClaimTemplates', defaultClaimTemplate);
    spec = fillZero(spec, { podManagementPolicy: 'OrderedReady' });
    spec = withRollingUpdate(spec, 'updateStrategy', { partition: 0 });
    const retention = fieldsOf(spec['persistentVolumeClaimRetentionPolicy']);
    const keepsAll = fillZero(retention, { whenDeleted: 'Retain', whenScaled: 'Retain' });
    spec = withField(spec, 'persistentVolumeClaimRetentionPolicy', keepsAll);
    return fillAbsent(spec, { replicas: 1, revisionHistoryLimit: 10 });
  });
}

function defaultFailurePolicy(policy: Fields): Fields {
  return changeItems(policy, 'rules', (rule) =>
    changeItems(rule, 'onPodConditions', (pattern) => fillZero(pattern, { status: 'True' })),
  );
}

function defaultJobSpec(given: Fields): Fields {
  let spec = withDefaultTemplate(given);
  spec = changeObject(spec, 'podFailurePolicy', defaultFailurePolicy);
  const runsOnce = !isSet(spec['completions']) && !isSet(spec['parallelism']);
  return fillAbsent(spec, {
    parallelism: 1,
    ...(runsOnce && { completions: 1 }),
    backoffLimit: isSet(spec['backoffLimitPerIndex']) ? 2 ** 31 - 1 : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: isSet(spec['podFailurePolicy']) ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
}

const generatedJobLabels = {
  uid: ['batch.kubernetes.io/controller-uid', 'controller-uid'],
  name: ['batch.kubernetes.io/job-name', 'job-name'],
} as const;

/** The selector that the server makes for a Job, by its uid (pkg/registry/batch/job/strategy.go, generateSelector). */
function withGeneratedSelector(job: GenericObject, spec: Fields): Fields {
  const uid = textAt(job.metadata, 'uid');
  if (spec['manualSelector'] === true || uid === '') return spec;
  const [selectorLabel] = generatedJobLabels.uid;
  const selector = fieldsOf(spec['selector']);
  const matchLabels = fillAbsent(fieldsOf(selector['matchLabels']), { [selectorLabel]: uid });
  const template = fieldsOf(spec['template']);
  const metadata = fieldsOf(template['metadata']);
  const generated = Object.fromEntries([
    ...generatedJobLabels.uid.map((label) => [label, uid]),
    ...generatedJobLabels.name.map((label) => [label, job.metadata.name]),
  ]);
  const labels = fillAbsent(fieldsOf(metadata['labels']), generated);
  const labelled = withField(template, 'metadata', withField(metadata, 'labels', labels));
  return withField(withField(spec, 'selector', withField(selector, 'matchLabels', matchLabels)), 'template', labelled);
}

/**
 * SetDefaults_Job and the generated selector. A Job without labels has those of its template, with the generated ones:
 * upstream defaults once more when it reads the Job back from etcd.
 */
export function defaultJob(job: GenericObject): GenericObject {
  return withTemplateLabels(changeSpec(job, (spec) => withGeneratedSelector(job, defaultJobSpec(spec))));
}

/** SetDefaults_CronJob; its template gets the defaults of a pod template, not those of a Job. */
export function defaultCronJob(cronJob: GenericObject): GenericObject {
  return changeSpec(cronJob, (given) => {
    const spec = changeObject(fillAbsent(given, { jobTemplate: {} }), 'jobTemplate', (template) =>
      changeSpec(template, (jobSpec) =>
        changeObject(withDefaultTemplate(jobSpec), 'podFailurePolicy', defaultFailurePolicy),
      ),
    );
    const filled = fillZero(spec, { concurrencyPolicy: 'Allow' });
    return fillAbsent(filled, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  });
}
