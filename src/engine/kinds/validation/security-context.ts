import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { inclusiveRangeMessage } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkDescendingPath, checkOptionalWord } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

const largestId = 0xffffffff;

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
  objectsOf(context['sysctls']).forEach((sysctl, index) => {
    if (stringOf(sysctl['name']) === '') errors.push(required(`${contextPath}.sysctls[${index}].name`));
  });
  const changePolicies = ['Always', 'OnRootMismatch'];
  checkOptionalWord(context['fsGroupChangePolicy'], changePolicies, `${contextPath}.fsGroupChangePolicy`, errors);
  checkSeccompProfile(context['seccompProfile'], `${contextPath}.seccompProfile`, errors);
}

/** What a pod with its own user namespace may not share with the host (validateHostUsers; the odd capitals are upstream's). */
export function checkHostUsers(spec: Fields, path: string, errors: Errors): void {
  if (spec['hostUsers'] !== false) return;
  const detail = 'when `pod.Spec.HostUsers` is false';
  if (spec['hostNetwork'] === true) errors.push(forbidden(`${path}.hostNetwork`, detail));
  if (spec['hostPID'] === true) errors.push(forbidden(`${path}.HostPID`, detail));
  if (spec['hostIPC'] === true) errors.push(forbidden(`${path}.HostIPC`, detail));
}
