import { duplicate, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { inclusiveRangeMessage } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkDescendingPath, checkOptionalWord } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** Of users and groups (apimachinery pkg/util/validation, maxUserID). */
const largestId = 2 ** 31 - 1;

function checkId(id: unknown, path: string, errors: Errors): void {
  if (!isSet(id) || (numberOf(id) >= 0 && numberOf(id) <= largestId)) return;
  errors.push(invalid(path, id, inclusiveRangeMessage(0, largestId)));
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkSeccompProfile(profile: unknown, path: string, errors: Errors): void {
  if (!isFields(profile)) return;
  const { type, localhostProfile } = profile;
  const typePath = `${path}.type`;
  if (stringOf(type) === '') errors.push(required(typePath, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(stringOf(type))) errors.push(notSupported(typePath, type, profileTypes));
  const localPath = `${path}.localhostProfile`;
  if (type !== 'Localhost') {
    if (!isSet(localhostProfile)) return;
    errors.push(invalid(localPath, profile, 'can only be set when seccomp type is Localhost'));
  } else if (!isSet(localhostProfile)) {
    errors.push(required(localPath, 'must be set when seccomp type is Localhost'));
  } else checkDescendingPath(stringOf(localhostProfile), localPath, errors);
}

/** A container's security context (ValidateSecurityContext). */
export function checkSecurityContext(context: unknown, path: string, errors: Errors): void {
  if (!isFields(context)) return;
  checkId(context['runAsUser'], `${path}.runAsUser`, errors);
  checkId(context['runAsGroup'], `${path}.runAsGroup`, errors);
  checkOptionalWord(context['procMount'], ['Default', 'Unmasked'], `${path}.procMount`, errors);
  checkSeccompProfile(context['seccompProfile'], `${path}.seccompProfile`, errors);
  if (context['allowPrivilegeEscalation'] !== false) return;
  if (context['privileged'] === true) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, context, detail));
  }
  if (listOf(fieldsOf(context['capabilities'])['add']).includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, context, detail));
  }
}

const sysctlFormat = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const longestSysctl = 253;

function isSysctlName(name: string): boolean {
  const segment = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
  return name.length <= longestSysctl && name.split(/[./]/).every((part) => segment.test(part));
}

/** validateSysctls. */
function checkSysctls(sysctls: readonly Fields[], path: string, errors: Errors): void {
  const seen = new Set<string>();
  sysctls.forEach((sysctl, index) => {
    const name = stringOf(sysctl['name']);
    const namePath = `${path}[${index}].name`;
    if (name === '') errors.push(required(namePath));
    else if (!isSysctlName(name)) {
      const detail = `must have at most ${longestSysctl} characters and match regex ${sysctlFormat}`;
      errors.push(invalid(namePath, name, detail));
    } else if (seen.has(name)) errors.push(duplicate(namePath, name));
    seen.add(name);
  });
}

/** A pod's security context and what depends on it (validatePodSpecSecurityContext). */
export function checkPodSecurityContext(spec: Fields, path: string, errors: Errors): void {
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${path}.shareProcessNamespace`, true, detail));
  }
  const context = spec['securityContext'];
  if (!isFields(context)) return;
  const contextPath = `${path}.securityContext`;
  checkId(context['fsGroup'], `${contextPath}.fsGroup`, errors);
  checkId(context['runAsUser'], `${contextPath}.runAsUser`, errors);
  checkId(context['runAsGroup'], `${contextPath}.runAsGroup`, errors);
  listOf(context['supplementalGroups']).forEach((group, index) => {
    checkId(group, `${contextPath}.supplementalGroups[${index}]`, errors);
  });
  checkSysctls(objectsOf(context['sysctls']), `${contextPath}.sysctls`, errors);
  const changePolicies = ['Always', 'OnRootMismatch'];
  checkOptionalWord(context['fsGroupChangePolicy'], changePolicies, `${contextPath}.fsGroupChangePolicy`, errors);
  checkSeccompProfile(context['seccompProfile'], `${contextPath}.seccompProfile`, errors);
}

const windowsDetail = 'cannot be set for a windows pod';
const linuxOnly = {
  pod: ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
  podContext: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'fsGroup',
    'fsGroupChangePolicy',
    'sysctls',
    'runAsUser',
    'runAsGroup',
    'supplementalGroups',
    'supplementalGroupsPolicy',
  ],
  containerContext: [
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
  ],
};

function forbidSet(of: unknown, fields: readonly string[], path: string, detail: string, errors: Errors): void {
  const given = fieldsOf(of);
  for (const field of fields) {
    const value = given[field];
    if (isSet(value) && value !== false) errors.push(forbidden(`${path}.${field}`, detail));
  }
}

/** What a pod for one operating system may not say (validateWindows, validateLinux). */
export function checkOperatingSystem(spec: Fields, path: string, errors: Errors): void {
  const os = fieldsOf(spec['os'])['name'];
  const containers = ['containers', 'initContainers'].flatMap((list) =>
    objectsOf(spec[list]).map((container, index) => [container, `${path}.${list}[${index}]`] as const),
  );
  if (os === 'windows') {
    forbidSet(spec, linuxOnly.pod, path, windowsDetail, errors);
    forbidSet(spec['securityContext'], linuxOnly.podContext, `${path}.securityContext`, windowsDetail, errors);
    for (const [{ securityContext }, at] of containers) {
      forbidSet(securityContext, linuxOnly.containerContext, `${at}.securityContext`, windowsDetail, errors);
    }
  }
  if (os !== 'linux') return;
  const detail = 'windows options cannot be set for a linux pod';
  forbidSet(spec['securityContext'], ['windowsOptions'], `${path}.securityContext`, detail, errors);
  for (const [{ securityContext }, at] of containers) {
    forbidSet(securityContext, ['windowsOptions'], `${at}.securityContext`, detail, errors);
  }
}

/** What a pod with its own user namespace may not share with the host (validateHostUsers; the odd capitals are upstream's). */
export function checkHostUsers(spec: Fields, path: string, errors: Errors): void {
  if (spec['hostUsers'] !== false) return;
  const detail = 'when `pod.Spec.HostUsers` is false';
  if (spec['hostNetwork'] === true) errors.push(forbidden(`${path}.hostNetwork`, detail));
  if (spec['hostPID'] === true) errors.push(forbidden(`${path}.HostPID`, detail));
  if (spec['hostIPC'] === true) errors.push(forbidden(`${path}.HostIPC`, detail));
}
