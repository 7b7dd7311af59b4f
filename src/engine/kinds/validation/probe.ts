import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { isHTTPHeaderName } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkNonnegative, checkPortNumberOrName, checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

const schemes = ['HTTP', 'HTTPS'];

function checkExec(action: Fields, path: string, errors: Errors): void {
  if (listOf(action['command']).length === 0) errors.push(required(`${path}.command`));
}

function checkHttpGet(action: Fields, path: string, errors: Errors): void {
  if (stringOf(action['path']) === '') errors.push(required(`${path}.path`));
  checkPortNumberOrName(action['port'], `${path}.port`, errors);
  const scheme = stringOf(action['scheme']);
  if (!schemes.includes(scheme)) errors.push(notSupported(`${path}.scheme`, scheme, schemes));
  for (const { name } of objectsOf(action['httpHeaders'])) {
    checkSyntax(isHTTPHeaderName(stringOf(name)), stringOf(name), `${path}.httpHeaders`, errors);
  }
}

function checkPort(action: Fields, path: string, errors: Errors): void {
  checkPortNumberOrName(action['port'], `${path}.port`, errors);
}

function checkSleep(action: Fields, path: string, errors: Errors, gracePeriod: number | undefined): void {
  const seconds = numberOf(action['seconds']);
  if (gracePeriod === undefined || (seconds > 0 && seconds <= gracePeriod)) return;
  const detail = `must be greater than 0 and less than terminationGracePeriodSeconds (${gracePeriod}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`;
  errors.push(invalid(path, seconds, detail));
}

type CheckAction = (action: Fields, path: string, errors: Errors, gracePeriod: number | undefined) => void;

/** In the order in which upstream looks at them: the second one found is the one that is refused. */
const actions: readonly (readonly [string, CheckAction])[] = [
  ['exec', checkExec],
  ['httpGet', checkHttpGet],
  ['tcpSocket', checkPort],
  ['grpc', checkPort],
  ['sleep', checkSleep],
];

function checkHandler(handler: Fields, path: string, errors: Errors, gracePeriod: number | undefined): void {
  let found = false;
  for (const [name, check] of actions) {
    const action = handler[name];
    if (!isFields(action)) continue;
    const actionPath = `${path}.${name}`;
    if (found) errors.push(forbidden(actionPath, 'may not specify more than 1 handler type'));
    else check(action, actionPath, errors, gracePeriod);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

function checkProbe(probe: Fields, path: string, errors: Errors, gracePeriod: number | undefined): void {
  checkHandler(probe, path, errors, gracePeriod);
  for (const field of counts) checkNonnegative(probe[field], `${path}.${field}`, errors);
  const own = probe['terminationGracePeriodSeconds'];
  if (isSet(own) && numberOf(own) <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, own, 'must be greater than 0'));
  }
}

/** A container's probes and lifecycle hooks (validateLifecycle, validateLivenessProbe and its neighbours). */
export function checkProbesAndHooks(
  container: Fields,
  path: string,
  errors: Errors,
  gracePeriod: number | undefined,
): void {
  const { lifecycle, readinessProbe } = container;
  for (const hook of ['postStart', 'preStop']) {
    const handler = fieldsOf(lifecycle)[hook];
    if (isFields(handler)) checkHandler(handler, `${path}.lifecycle.${hook}`, errors, gracePeriod);
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (!isFields(probe)) continue;
    const probePath = `${path}.${name}`;
    checkProbe(probe, probePath, errors, gracePeriod);
    const threshold = numberOf(probe['successThreshold']);
    if (probe !== readinessProbe && threshold !== 1) {
      errors.push(invalid(`${probePath}.successThreshold`, threshold, 'must be 1'));
    }
    const own = probe['terminationGracePeriodSeconds'];
    if (probe === readinessProbe && isSet(own)) {
      const detail = 'must not be set for readinessProbes';
      errors.push(invalid(`${probePath}.terminationGracePeriodSeconds`, own, detail));
    }
  }
}
