/** How controllers name what they own. */

/** The pod of an ordinal of a StatefulSet (pkg/controller/statefulset/stateful_set_utils.go, getPodName). */
export function statefulSetPodName(statefulSet: string, ordinal: number): string {
  return `${statefulSet}-${ordinal}`;
}

/** The claim of a StatefulSet's volumeClaimTemplate for an ordinal (getPersistentVolumeClaimName). */
export function statefulSetClaimName(claimTemplate: string, statefulSet: string, ordinal: number): string {
  return `${claimTemplate}-${statefulSet}-${ordinal}`;
}

/** The Job of a CronJob's run, `scheduled` in milliseconds since 1970 (pkg/controller/cronjob/utils.go, getJobName). */
export function cronJobJobName(cronJob: string, scheduled: number): string {
  return `${cronJob}-${Math.floor(scheduled / 60_000)}`;
}

/** The generateName of what a ReplicaSet, Job or DaemonSet or the EndpointSlice controller makes for an owner. */
export function ownedGenerateName(owner: string): string {
  return `${owner}-`;
}
