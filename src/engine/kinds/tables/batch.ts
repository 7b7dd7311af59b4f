import { humanDuration } from '../../api/duration.ts';
import { fromRFC3339 } from '../../api/time.ts';
import type { Condition, KubeObject, LabelSelector, ObjectReference, PodTemplateSpec } from '../types/index.ts';
import { formatLabelSelector } from './label-selector.ts';
import { ageColumn, column, containerCells, containerColumns, nameColumn, since, table, type View } from './table.ts';

interface JobSpec {
  completions?: number;
  parallelism?: number;
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

interface Job extends KubeObject {
  spec: JobSpec;
  status: { succeeded?: number; startTime?: string; completionTime?: string; conditions?: Condition[] };
}

const selectorColumn = column('Selector', 'A label query over pods that should match the pod count.', { wide: true });

function jobStatusText(job: View<Job>): string {
  const has = (type: string): boolean =>
    job.status?.conditions?.some((item) => item.type === type && item.status === 'True') ?? false;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completionsText({ spec, status }: View<Job>): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDurationText({ status }: View<Job>, now: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : fromRFC3339(status.completionTime);
  return humanDuration(end - fromRFC3339(status.startTime));
}

export const jobTable = table<Job>(
  [
    nameColumn,
    column('Status', 'Status of the job.'),
    column('Completions', 'The number of pods which reached phase Succeeded, of the completions wanted.'),
    column('Duration', 'Time required to complete the job.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  (job, now) => [
    job.metadata?.name ?? '',
    jobStatusText(job),
    completionsText(job),
    jobDurationText(job, now),
    since(job.metadata?.creationTimestamp, now),
    ...containerCells(job.spec?.template?.spec?.containers),
    formatLabelSelector(job.spec?.selector),
  ],
);

interface CronJob extends KubeObject {
  spec: { schedule: string; timeZone?: string; suspend?: boolean; jobTemplate: { spec: JobSpec } };
  status: { active?: ObjectReference[]; lastScheduleTime?: string };
}

function suspendText(suspend: boolean | undefined): string {
  if (suspend === undefined) return '<unset>';
  return suspend ? 'True' : 'False';
}

export const cronJobTable = table<CronJob>(
  [
    nameColumn,
    column('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column(
      'Timezone',
      'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones.',
    ),
    column(
      'Suspend',
      'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions. Defaults to false.',
      { type: 'boolean' },
    ),
    column('Active', 'A list of pointers to currently running jobs.', { type: 'integer' }),
    column('Last Schedule', 'Information when was the last time the job was successfully scheduled.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    spec?.schedule ?? '',
    spec?.timeZone ?? '<none>',
    suspendText(spec?.suspend),
    status?.active?.length ?? 0,
    status?.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime, now),
    since(metadata?.creationTimestamp, now),
    ...containerCells(spec?.jobTemplate?.spec?.template?.spec?.containers),
    formatLabelSelector(spec?.jobTemplate?.spec?.selector),
  ],
);
