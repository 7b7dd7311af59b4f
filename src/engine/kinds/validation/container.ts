import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../../api/field.ts';
import { isValidPortName, isValidPortNumber } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkEnvironment, checkEnvironmentFrom } from './environment.ts';
import { checkLabelName, checkSyntax, checkWord } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkVolumeDevices, checkVolumeMounts } from './mounts.ts';
import { checkProbesAndHooks } from './probe.ts';
import { checkResourceRequirements } from './resources.ts';
import { checkSecurityContext } from './security-context.ts';

/** Port protocols as upstream lists them in a refusal. */
export const protocols = ['SCTP', 'TCP', 'UDP'];

/** What the containers of one pod are checked against. */
export interface PodContext {
  readonly volumes: ReadonlyMap<string, Fields>;
  /** The pod's terminationGracePeriodSeconds. */
  readonly gracePeriod: number | undefined;
  readonly restartPolicy: string;
}

function checkPorts(ports: readonly Fields[], path: string, errors: Errors): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const portPath = `${path}[${index}]`;
    const name = stringOf(port['name']);
    if (name !== '') {
      const messages = isValidPortName(name);
      checkSyntax(messages, name, `${portPath}.name`, errors);
      if (messages.length === 0 && names.has(name)) errors.push(duplicate(`${portPath}.name`, name));
      else if (messages.length === 0) names.add(name);
    }
    const { containerPort, hostPort } = port;
    if (numberOf(containerPort) === 0) errors.push(required(`${portPath}.containerPort`));
    else checkSyntax(isValidPortNumber(numberOf(containerPort)), containerPort, `${portPath}.containerPort`, errors);
    if (numberOf(hostPort) !== 0) {
      checkSyntax(isValidPortNumber(numberOf(hostPort)), hostPort, `${portPath}.hostPort`, errors);
    }
    checkWord(port['protocol'], protocols, `${portPath}.protocol`, errors);
  });
}

const resizable = ['cpu', 'memory'];
const resizePolicies = ['NotRequired', 'RestartContainer'];

function checkResizePolicies(policies: readonly Fields[], restartPolicy: string, path: string, errors: Errors): void {
  const seen = new Set<string>();
  policies.forEach((policy, index) => {
    const resource = stringOf(policy['resourceName']);
    if (seen.has(resource)) errors.push(duplicate(`${path}[${index}]`, resource));
    seen.add(resource);
    checkWord(resource, resizable, path, errors);
    checkWord(policy['restartPolicy'], resizePolicies, path, errors);
    if (restartPolicy === 'Never' && policy['restartPolicy'] !== 'NotRequired') {
      const detail = "must be 'NotRequired' when `restartPolicy` is 'Never'";
      errors.push(invalid(path, policy['restartPolicy'], detail));
    }
  });
}

const messagePolicies = ['File', 'FallbackToLogsOnError'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** What holds for containers of every kind (validateContainerCommon). */
function checkCommon(container: Fields, context: PodContext, path: string, errors: Errors): void {
  checkLabelName(container['name'], `${path}.name`, errors);
  if (stringOf(container['image']) === '') errors.push(required(`${path}.image`));
  checkWord(container['terminationMessagePolicy'], messagePolicies, `${path}.terminationMessagePolicy`, errors);
  checkPorts(objectsOf(container['ports']), `${path}.ports`, errors);
  checkEnvironment(container['env'], `${path}.env`, errors);
  checkEnvironmentFrom(container['envFrom'], `${path}.envFrom`, errors);
  checkVolumeMounts(container, context.volumes, `${path}.volumeMounts`, errors);
  checkVolumeDevices(container, context.volumes, `${path}.volumeDevices`, errors);
  checkWord(container['imagePullPolicy'], pullPolicies, `${path}.imagePullPolicy`, errors);
  checkResourceRequirements(fieldsOf(container['resources']), `${path}.resources`, errors);
  const policies = objectsOf(container['resizePolicy']);
  checkResizePolicies(policies, context.restartPolicy, `${path}.resizePolicy`, errors);
  checkSecurityContext(container['securityContext'], `${path}.securityContext`, errors);
}

/** Containers that ask for the same port of the node (AccumulateUniqueHostPorts). */
function checkHostPorts(containers: readonly Fields[], path: string, errors: Errors): void {
  const taken = new Set<string>();
  containers.forEach((container, index) => {
    objectsOf(container['ports']).forEach((port, portIndex) => {
      const hostPort = numberOf(port['hostPort']);
      if (hostPort === 0) return;
      const key = `${stringOf(port['protocol'])}/${stringOf(port['hostIP'])}/${hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, key));
      taken.add(key);
    });
  });
}

/** A pod's regular containers (validateContainers). */
export function checkContainers(
  containers: readonly Fields[],
  context: PodContext,
  path: string,
  errors: Errors,
): void {
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const containerPath = `${path}[${index}]`;
    const name = stringOf(container['name']);
    checkCommon(container, context, containerPath, errors);
    if (names.has(name)) errors.push(duplicate(`${containerPath}.name`, name));
    names.add(name);
    checkProbesAndHooks(container, containerPath, errors, context.gracePeriod);
    if (isSet(container['restartPolicy'])) {
      errors.push(forbidden(`${containerPath}.restartPolicy`, 'may not be set for non-init containers'));
    }
  });
  checkHostPorts(containers, path, errors);
}

/** A pod's init containers, sidecars among them (validateInitContainers). */
export function checkInitContainers(
  containers: readonly Fields[],
  regular: readonly Fields[],
  context: PodContext,
  path: string,
  errors: Errors,
): void {
  const names = new Set(regular.map((container) => stringOf(container['name'])));
  containers.forEach((container, index) => {
    const containerPath = `${path}[${index}]`;
    const name = stringOf(container['name']);
    const { restartPolicy } = container;
    checkCommon(container, context, containerPath, errors);
    if (isSet(restartPolicy) && restartPolicy !== 'Always') {
      errors.push(notSupported(`${containerPath}.restartPolicy`, restartPolicy, ['Always']));
    }
    if (names.has(name)) errors.push(duplicate(`${containerPath}.name`, name));
    else if (name !== '') names.add(name);
    // Upstream checks each alone, for they run one after the other, and so always names the first.
    checkHostPorts([container], path, errors);
    if (restartPolicy === 'Always') checkProbesAndHooks(container, containerPath, errors, context.gracePeriod);
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
        if (!isSet(container[field])) continue;
        const detail = 'may not be set for init containers without restartPolicy=Always';
        errors.push(forbidden(`${containerPath}.${field}`, detail));
      }
    }
    const policies = container['resizePolicy'];
    if (objectsOf(policies).length > 0) {
      errors.push(invalid(`${containerPath}.resizePolicy`, policies, 'must not be set for init containers'));
    }
  });
}

/** In the order in which upstream's struct has them. */
const notForDebugging = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];
const debuggingDetail = 'cannot be set for an Ephemeral Container';

/** Whether Go finds anything in a field that may be a struct of which nothing is set. */
function isGiven(value: unknown): boolean {
  return isFields(value) ? Object.values(value).some(isSet) : isSet(value);
}

/** A pod's ephemeral containers (validateEphemeralContainers). */
export function checkEphemeralContainers(
  containers: readonly Fields[],
  others: readonly Fields[],
  context: PodContext,
  path: string,
  errors: Errors,
): void {
  const otherNames = new Set(others.map((container) => stringOf(container['name'])));
  const names = new Set(otherNames);
  containers.forEach((container, index) => {
    const containerPath = `${path}[${index}]`;
    const name = stringOf(container['name']);
    const target = stringOf(container['targetContainerName']);
    checkCommon(container, context, containerPath, errors);
    checkImageWhitespace(container, containerPath, errors);
    if (names.has(name)) errors.push(duplicate(`${containerPath}.name`, name));
    names.add(name);
    if (target !== '' && !otherNames.has(target)) {
      errors.push(notFound(`${containerPath}.targetContainerName`, target));
    }
    for (const field of notForDebugging) {
      const given = field === 'resources' ? isGiven(container[field]) : isSet(container[field]);
      if (given) errors.push(forbidden(`${containerPath}.${field}`, debuggingDetail));
    }
    objectsOf(container['volumeMounts']).forEach((mount, position) => {
      for (const field of ['subPath', 'subPathExpr']) {
        if (stringOf(mount[field]) === '') continue;
        errors.push(forbidden(`${containerPath}.volumeMounts[${position}].${field}`, debuggingDetail));
      }
    });
  });
}

/** An image name with spaces around it, which only pods refuse (validateContainerOnlyForPod). */
export function checkImageWhitespace(container: Fields, path: string, errors: Errors): void {
  const image = stringOf(container['image']);
  if (image.trim().length !== image.length) {
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  }
}
