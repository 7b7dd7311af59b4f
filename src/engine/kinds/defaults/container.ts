import { defaultPullPolicy } from '../../images/reference.ts';
import { stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { changeItems, changeObject, fillAbsent, fillZero } from './fill.ts';
import { defaultResourceRequirements } from './resources.ts';
import { defaultDownwardReference } from './volume.ts';

function defaultHandler(handler: Fields): Fields {
  const withHttp = changeObject(handler, 'httpGet', (action) => fillZero(action, { path: '/', scheme: 'HTTP' }));
  return changeObject(withHttp, 'grpc', (action) => fillAbsent(action, { service: '' }));
}

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

function defaultProbe(probe: Fields): Fields {
  return fillZero(defaultHandler(probe), probeDefaults);
}

function defaultLifecycle(lifecycle: Fields): Fields {
  return changeObject(changeObject(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler);
}

/** A port of a container or Service, or an endpoint's: TCP unless it says otherwise. */
export function defaultPortProtocol(port: Fields): Fields {
  return fillZero(port, { protocol: 'TCP' });
}

function defaultVariable(variable: Fields): Fields {
  return changeObject(variable, 'valueFrom', defaultDownwardReference);
}

/** A container of any kind in a pod or template (SetDefaults_Container, SetDefaults_Probe, SetDefaults_HTTPGetAction). */
export function defaultContainer(container: Fields): Fields {
  let defaulted = fillZero(container, {
    imagePullPolicy: stringOf(container['imagePullPolicy']) || defaultPullPolicy(stringOf(container['image'])),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  // Go always writes `resources`, which is no pointer.
  defaulted = fillAbsent(defaulted, { resources: {} });
  defaulted = changeObject(defaulted, 'resources', defaultResourceRequirements);
  defaulted = changeItems(defaulted, 'ports', defaultPortProtocol);
  defaulted = changeItems(defaulted, 'env', defaultVariable);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    defaulted = changeObject(defaulted, probe, defaultProbe);
  }
  return changeObject(defaulted, 'lifecycle', defaultLifecycle);
}
