import { semanticEqual } from '../../api/equality.ts';
import { invalid, notSupported, required, tooLong } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goLabelSelector, goStringMap } from '../../api/go-syntax.ts';
import { labelSelectorMatches } from '../../api/selectors.ts';
import { isDNS1123Label, maxLengthMessage } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { parseCronSchedule } from '../cron-schedule.ts';
import { fieldsOf, isFields, isSet, numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { isKnownTimeZone } from '../time-zones.ts';
import { checkFailurePolicy, checkReplacementPolicy, checkSuccessPolicy } from './job-policies.ts';
import {
  checkDomainPrefixedPath,
  checkLabelSelector,
  checkNonnegative,
  checkWord,
  immutableMessage,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPodTemplate } from './pod-spec.ts';
import { checkSelectorMatches, isUsableSelector } from './workload-template.ts';

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];

const completionModes = ['NonIndexed', 'Indexed'];

function checkRestartPolicy(spec: Fields, path: string, errors: Errors): void {
  const policy = stringOf(spec['restartPolicy']);
  if (policy === 'OnFailure' || policy === 'Never') return;
  if (policy === '' || policy === 'Always') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
}

const needsIndexed = 'requires indexed completion mode';
const mostIndexes = 100_000;
const mostWithManyCompletions = 10_000;
const longestManager = 63;

function checkManagedBy(manager: string, path: string, errors: Errors): void {
  checkDomainPrefixedPath(manager, path, errors);
  if (manager.length > longestManager) errors.push(tooLong(path, longestManager));
}

/** What an Indexed Job must say, and how far it may go. */
function checkIndexed(spec: Fields, path: string, errors: Errors): void {
  const { completions, parallelism, maxFailedIndexes } = spec;
  if (!isSet(completions)) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  if (numberOf(parallelism) > mostIndexes) {
    const detail = `must be less than or equal to ${mostIndexes} when completion mode is Indexed`;
    errors.push(invalid(`${path}.parallelism`, parallelism, detail));
  }
  if (isSet(completions) && isSet(maxFailedIndexes) && numberOf(maxFailedIndexes) > numberOf(completions)) {
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'));
  }
  if (numberOf(maxFailedIndexes) > mostIndexes) {
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, `must be less than or equal to ${mostIndexes}`));
  }
  if (numberOf(completions) <= mostIndexes || !isSet(spec['backoffLimitPerIndex'])) return;
  if (!isSet(maxFailedIndexes)) {
    const detail = `must be specified when completions is above ${mostIndexes}`;
    errors.push(required(`${path}.maxFailedIndexes`, detail));
  }
  const detail = `must be less than or equal to ${mostWithManyCompletions} when completions are above ${mostIndexes} and used with backoff limit per index`;
  for (const field of ['parallelism', 'maxFailedIndexes']) {
    if (numberOf(spec[field]) > mostWithManyCompletions) errors.push(invalid(`${path}.${field}`, spec[field], detail));
  }
}

/** What holds for the specification of a Job and of a CronJob's template (validateJobSpec). */
function checkJobSpec(spec: Fields, path: string, errors: Errors): void {
  for (const field of counts) checkNonnegative(spec[field], `${path}.${field}`, errors);
  const { completionMode, podFailurePolicy } = spec;
  if (isSet(spec['maxFailedIndexes']) && !isSet(spec['backoffLimitPerIndex'])) {
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (isSet(spec['managedBy'])) checkManagedBy(stringOf(spec['managedBy']), `${path}.managedBy`, errors);
  if (isSet(completionMode) && !completionModes.includes(stringOf(completionMode))) {
    errors.push(notSupported(`${path}.completionMode`, completionMode, completionModes));
  }
  if (completionMode === 'Indexed') checkIndexed(spec, path, errors);
  if (!isSet(completionMode) || completionMode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      if (isSet(spec[field])) errors.push(invalid(`${path}.${field}`, spec[field], needsIndexed));
    }
  }
  if (isFields(podFailurePolicy)) checkFailurePolicy(spec, `${path}.podFailurePolicy`, errors);
  const { successPolicy } = spec;
  if (isFields(successPolicy)) {
    if (completionMode === 'Indexed') checkSuccessPolicy(spec, `${path}.successPolicy`, errors);
    else errors.push(invalid(`${path}.successPolicy`, successPolicy, needsIndexed));
  }
  checkReplacementPolicy(spec, `${path}.podReplacementPolicy`, errors);
  const template = fieldsOf(spec['template']);
  checkPodTemplate(template, `${path}.template`, errors);
  checkRestartPolicy(fieldsOf(template['spec']), `${path}.template.spec.restartPolicy`, errors);
  if (isFields(podFailurePolicy) && fieldsOf(template['spec'])['restartPolicy'] !== 'Never') {
    const policy = stringOf(fieldsOf(template['spec'])['restartPolicy']);
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(invalid(`${path}.template.spec.restartPolicy`, policy, detail));
  }
}

function checkWholeSpec(spec: Fields, errors: Errors): void {
  const { selector } = spec;
  checkJobSpec(spec, 'spec', errors);
  if (!isFields(selector)) errors.push(required('spec.selector'));
  else checkLabelSelector(selector, 'spec.selector', errors);
  if (isUsableSelector(selector)) checkSelectorMatches(selector, fieldsOf(spec['template']), 'spec.template', errors);
}

/** The labels that the server gives the pods of a Job, and the field of its metadata that each must be. */
const generatedLabels = [
  ['controller-uid', 'uid'],
  ['job-name', 'name'],
  ['batch.kubernetes.io/controller-uid', 'uid'],
  ['batch.kubernetes.io/job-name', 'name'],
] as const;

/** A generated selector finds what the server generated, and no one else wrote (validateGeneratedSelector). */
function checkGeneratedSelector(job: Fields, errors: Errors): void {
  const metadata = fieldsOf(job['metadata']);
  const spec = fieldsOf(job['spec']);
  const { selector } = spec;
  if (spec['manualSelector'] === true || !isFields(selector)) return;
  const labels = fieldsOf(fieldsOf(fieldsOf(spec['template'])['metadata'])['labels']);
  const generated = generatedLabels.map(([label, field]) => [label, stringOf(metadata[field])] as const);
  for (const [label, expected] of generated) {
    const path = `spec.template.metadata.labels[${label}]`;
    if (!isSet(labels[label])) errors.push(required(path, `must be '${expected}'`));
    else if (labels[label] !== expected) errors.push(invalid(path, goStringMap(labels), `must be '${expected}'`));
  }
  if (isUsableSelector(selector) && !labelSelectorMatches(selector, Object.fromEntries(generated))) {
    errors.push(invalid('spec.selector', goLabelSelector(selector), '`selector` not auto-generated'));
  }
}

/** A new Job (pkg/apis/batch/validation, ValidateJob). */
export function validateJob(job: Fields): FieldError[] {
  const errors = validateObjectMeta(job, true, subdomainName);
  const spec = fieldsOf(job['spec']);
  const name = stringOf(fieldsOf(job['metadata'])['name']);
  checkGeneratedSelector(job, errors);
  checkWholeSpec(spec, errors);
  if (spec['completionMode'] === 'Indexed' && numberOf(spec['completions']) > 0) {
    const lastPod = `${name}-${numberOf(spec['completions']) - 1}`;
    if (isDNS1123Label(lastPod).length > 0) {
      const detail = `will not able to create pod with invalid DNS name: ${lastPod}`;
      errors.push(invalid('metadata.name', name, detail));
    }
  }
  return errors;
}

/** A changed Job (ValidateJobUpdate). */
export function validateJobUpdate(job: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(job, old);
  const spec = fieldsOf(job['spec']);
  const before = fieldsOf(old['spec']);
  checkWholeSpec(spec, errors);
  const scalesTogether = before['completionMode'] === 'Indexed' && spec['parallelism'] === spec['completions'];
  const fixed = ['selector', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'manualSelector'];
  if (!scalesTogether) fixed.unshift('completions');
  // The scheduling of a Job that has not started may still change.
  const unstarted = before['suspend'] === true && !isSet(fieldsOf(old['status'])['startTime']);
  if (!unstarted) fixed.push('template');
  for (const field of fixed) {
    const value = field === 'selector' ? goLabelSelector(spec[field]) : spec[field];
    if (!semanticEqual(spec[field], before[field])) errors.push(invalid(`spec.${field}`, value, immutableMessage));
  }
  return errors;
}

/** Names of Jobs are at most 63 characters, of which a CronJob adds eleven. */
const longestCronJobName = 52;

function checkTimeZone(zone: string, errors: Errors): void {
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalid('spec.timeZone', zone, detail));
  }
  if (zone !== 'Local' && !isKnownTimeZone(zone))
    errors.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
}

function checkCronJobSpec(spec: Fields, errors: Errors): void {
  const schedule = stringOf(spec['schedule']);
  if (schedule === '') errors.push(required('spec.schedule'));
  else if (schedule.includes('TZ')) {
    const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(invalid('spec.schedule', schedule, detail));
  } else {
    const parsed = parseCronSchedule(schedule);
    if (typeof parsed === 'string') errors.push(invalid('spec.schedule', schedule, parsed));
  }
  if (isSet(spec['timeZone']) && stringOf(spec['timeZone']) === '') {
    errors.push(invalid('spec.timeZone', '', 'timeZone must be nil or non-empty string'));
  } else if (isSet(spec['timeZone'])) checkTimeZone(stringOf(spec['timeZone']), errors);
  checkNonnegative(spec['startingDeadlineSeconds'], 'spec.startingDeadlineSeconds', errors);
  checkWord(spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', errors);
  const jobSpec = fieldsOf(fieldsOf(spec['jobTemplate'])['spec']);
  checkJobSpec(jobSpec, 'spec.jobTemplate.spec', errors);
  if (isSet(jobSpec['selector'])) {
    const path = 'spec.jobTemplate.spec.selector';
    errors.push(invalid(path, goLabelSelector(jobSpec['selector']), '`selector` will be auto-generated'));
  }
  if (jobSpec['manualSelector'] === true) {
    errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  }
  checkNonnegative(spec['successfulJobsHistoryLimit'], 'spec.successfulJobsHistoryLimit', errors);
  checkNonnegative(spec['failedJobsHistoryLimit'], 'spec.failedJobsHistoryLimit', errors);
}

/** A new CronJob (ValidateCronJobCreate). */
export function validateCronJob(cronJob: Fields): FieldError[] {
  const errors = validateObjectMeta(cronJob, true, subdomainName);
  checkCronJobSpec(fieldsOf(cronJob['spec']), errors);
  const name = stringOf(fieldsOf(cronJob['metadata'])['name']);
  if (utf8Length(name) > longestCronJobName) {
    errors.push(invalid('metadata.name', name, maxLengthMessage(longestCronJobName)));
  }
  return errors;
}

/** A changed CronJob (ValidateCronJobUpdate). */
export function validateCronJobUpdate(cronJob: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(cronJob, old);
  checkCronJobSpec(fieldsOf(cronJob['spec']), errors);
  return errors;
}
