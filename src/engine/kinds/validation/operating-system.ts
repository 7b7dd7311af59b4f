import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { fieldsOf, isFields, isSet, listOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { Errors } from './field-checks.ts';

/** What a pod may say for the operating system that it names, and its containers that run as processes of a Windows host. */

/** Every container with its path, in the order in which upstream visits them (VisitContainersWithPath). */
function visitedContainers(spec: Fields, path: string): readonly (readonly [container: Fields, path: string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsOf(spec[list]).map((container, index) => [container, `${path}.${list}[${index}]`] as const),
  );
}

/** Fields of a pod that Windows does not know, as upstream goes through them; those of its context with its name in front. */
const linuxPodFields = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
];

const linuxContainerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** Whether a field says anything to Go: of these two false is the same as nothing, and of lists an empty one. */
function isGiven(field: string, value: unknown): boolean {
  if (field === 'hostPID' || field === 'hostIPC') return value === true;
  return field.endsWith('.sysctls') ? listOf(value).length > 0 : isSet(value);
}

/** validateWindows. */
function checkWindows(spec: Fields, path: string, errors: Errors): void {
  const detail = 'cannot be set for a windows pod';
  const context = fieldsOf(spec['securityContext']);
  for (const field of linuxPodFields) {
    const [, inContext] = /^securityContext\.(.*)$/.exec(field) ?? [];
    const value = inContext === undefined ? spec[field] : context[inContext];
    if (isGiven(field, value)) errors.push(forbidden(`${path}.${field}`, detail));
  }
  for (const [container, at] of visitedContainers(spec, path)) {
    const own = fieldsOf(container['securityContext']);
    for (const field of linuxContainerFields) {
      if (isSet(own[field])) errors.push(forbidden(`${at}.securityContext.${field}`, detail));
    }
  }
}

/** validateLinux. */
function checkLinux(spec: Fields, path: string, errors: Errors): void {
  for (const [object, at] of [[spec, path] as const, ...visitedContainers(spec, path)]) {
    if (!isSet(fieldsOf(object['securityContext'])['windowsOptions'])) continue;
    errors.push(forbidden(`${at}.securityContext.windowsOptions`, 'windows options cannot be set for a linux pod'));
  }
}

/** A pod's `os` and what it forbids (validateOS, validateLinux, validateWindows). */
export function checkOperatingSystem(spec: Fields, path: string, errors: Errors): void {
  const { os } = spec;
  if (!isFields(os)) return;
  const name = stringOf(os['name']);
  if (name === '') errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (name === 'linux') checkLinux(spec, path, errors);
  else if (name === 'windows') checkWindows(spec, path, errors);
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
}

function hostProcessOf(object: Fields): unknown {
  return fieldsOf(fieldsOf(object['securityContext'])['windowsOptions'])['hostProcess'];
}

/** All containers of a Windows pod are processes of its host, or none (validateWindowsHostProcessPod). */
export function checkHostProcesses(spec: Fields, path: string, errors: Errors): void {
  const ofPod = hostProcessOf(spec);
  const containers = visitedContainers(spec, path);
  let count = 0;
  for (const [container, at] of containers) {
    const own = hostProcessOf(container);
    if (isSet(ofPod) && isSet(own) && ofPod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`;
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, detail));
    }
    if ((own ?? ofPod) === true) count++;
  }
  if (count === 0) return;
  if (count !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (spec['hostNetwork'] !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(`${path}.hostNetwork`, false, detail));
  }
}
