import { duplicate, forbidden, invalid, notSupported, required, tooLong } from '../../api/field.ts';
import { inclusiveRangeMessage } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkDescendingPath, checkOptionalWord } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkWindowsOptions } from './windows-options.ts';

/** Of users and groups (apimachinery pkg/util/validation, maxUserID). */
const largestId = 2 ** 31 - 1;

function checkId(id: unknown, path: string, errors: Errors): void {
  if (!isSet(id) || (numberOf(id) >= 0 && numberOf(id) <= largestId)) return;
  errors.push(invalid(path, id, inclusiveRangeMessage(0, largestId)));
}

/** PATH_MAX without the zero at its end. */
const longestPath = 4095;
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

/** ValidateAppArmorProfileField. */
function checkAppArmorProfile(profile: unknown, path: string, errors: Errors): void {
  if (!isFields(profile)) return;
  const { type, localhostProfile } = profile;
  const typePath = `${path}.type`;
  const localPath = `${path}.localhostProfile`;
  const needed = 'must be set when AppArmor type is Localhost';
  if (stringOf(type) === '') errors.push(required(typePath, 'type is required when appArmorProfile is set'));
  else if (!profileTypes.includes(stringOf(type))) errors.push(notSupported(typePath, type, profileTypes));
  else if (type !== 'Localhost') {
    const detail = 'can only be set when AppArmor type is Localhost';
    if (isSet(localhostProfile)) errors.push(invalid(localPath, localhostProfile, detail));
  } else if (!isSet(localhostProfile)) errors.push(required(localPath, needed));
  else {
    const name = stringOf(localhostProfile);
    if (name.trim() !== name) errors.push(invalid(localPath, name, 'must not be padded with whitespace'));
    else if (name === '') errors.push(required(localPath, needed));
    if (utf8Length(name) > longestPath) errors.push(tooLong(localPath, longestPath));
  }
}

/** A container's security context (ValidateSecurityContext). */
export function checkSecurityContext(context: unknown, path: string, errors: Errors): void {
  if (!isFields(context)) return;
  checkId(context['runAsUser'], `${path}.runAsUser`, errors);
  checkId(context['runAsGroup'], `${path}.runAsGroup`, errors);
  checkOptionalWord(context['procMount'], ['Default', 'Unmasked'], `${path}.procMount`, errors);
  checkSeccompProfile(context['seccompProfile'], `${path}.seccompProfile`, errors);
  const stays = context['allowPrivilegeEscalation'] === false;
  if (stays && context['privileged'] === true) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, context, detail));
  }
  if (stays && listOf(fieldsOf(context['capabilities'])['add']).includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, context, detail));
  }
  checkWindowsOptions(context['windowsOptions'], `${path}.windowsOptions`, errors);
  checkAppArmorProfile(context['appArmorProfile'], `${path}.appArmorProfile`, errors);
}

const sysctlFormat = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const longestSysctl = 253;

function isSysctlName(name: string): boolean {
  const segment = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
  return name.length <= longestSysctl && name.split(/[./]/).every((part) => segment.test(part));
}

/** Kernel parameters of a namespace of its own, with dots or slashes between their parts (component-helpers node/util/sysctl). */
const sysctlNamespaces: readonly (readonly [RegExp, sharedAs: string])[] = [
  [/^net[./]/, 'hostNetwork'],
  [/^(?:kernel[./](?:sem$|shm|msg)|fs[./]mqueue[./])/, 'hostIPC'],
];

/** validateSysctls, ValidateHostSysctl. */
function checkSysctls(sysctls: readonly Fields[], spec: Fields, path: string, errors: Errors): void {
  const seen = new Set<string>();
  sysctls.forEach((sysctl, index) => {
    const name = stringOf(sysctl['name']);
    const namePath = `${path}[${index}].name`;
    if (name === '') errors.push(required(namePath));
    else if (!isSysctlName(name)) {
      const detail = `must have at most ${longestSysctl} characters and match regex ${sysctlFormat}`;
      errors.push(invalid(namePath, name, detail));
    } else if (seen.has(name)) errors.push(duplicate(namePath, name));
    const [, sharedAs = ''] = sysctlNamespaces.find(([pattern]) => pattern.test(name)) ?? [];
    if (spec[sharedAs] === true)
      errors.push(invalid(namePath, name, `may not be specified when '${sharedAs}' is true`));
    seen.add(name);
  });
}

/** A pod's security context and what depends on it (validatePodSpecSecurityContext). */
export function checkPodSecurityContext(spec: Fields, path: string, errors: Errors): void {
  const context = fieldsOf(spec['securityContext']);
  const contextPath = `${path}.securityContext`;
  checkId(context['fsGroup'], `${contextPath}.fsGroup`, errors);
  checkId(context['runAsUser'], `${contextPath}.runAsUser`, errors);
  checkId(context['runAsGroup'], `${contextPath}.runAsGroup`, errors);
  listOf(context['supplementalGroups']).forEach((group, index) => {
    checkId(group, `${contextPath}.supplementalGroups[${index}]`, errors);
  });
  // What a pod shares with its host is part of the security context inside upstream; so its path says.
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${contextPath}.shareProcessNamespace`, true, detail));
  }
  checkSysctls(objectsOf(context['sysctls']), spec, `${contextPath}.sysctls`, errors);
  const changePolicies = ['Always', 'OnRootMismatch'];
  checkOptionalWord(context['fsGroupChangePolicy'], changePolicies, `${contextPath}.fsGroupChangePolicy`, errors);
  checkSeccompProfile(context['seccompProfile'], `${contextPath}.seccompProfile`, errors);
  checkWindowsOptions(context['windowsOptions'], `${contextPath}.windowsOptions`, errors);
  checkAppArmorProfile(context['appArmorProfile'], `${contextPath}.appArmorProfile`, errors);
}

/** What a pod with its own user namespace may not share with the host (validateHostUsers; the odd capitals are upstream's). */
export function checkHostUsers(spec: Fields, path: string, errors: Errors): void {
  if (spec['hostUsers'] !== false) return;
  const detail = 'when `pod.Spec.HostUsers` is false';
  if (spec['hostNetwork'] === true) errors.push(forbidden(`${path}.hostNetwork`, detail));
  if (spec['hostPID'] === true) errors.push(forbidden(`${path}.HostPID`, detail));
  if (spec['hostIPC'] === true) errors.push(forbidden(`${path}.HostIPC`, detail));
}
