import { numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { defaultContainer } from './container.ts';
import { changeItems, changeObject, changeSpec, fillAbsent, fillZero, withField } from './fill.ts';
import { requestsFromLimits, roundResourceList } from './resources.ts';
import { defaultVolume } from './volume.ts';

/** The deprecated `serviceAccount` and `serviceAccountName` say the same (pkg/apis/core/v1/conversion.go). */
function withBothAccountNames(spec: Fields): Fields {
  const name = stringOf(spec['serviceAccountName']) || stringOf(spec['serviceAccount']);
  if (name === '') return spec;
  return withField(withField(spec, 'serviceAccountName', name), 'serviceAccount', name);
}

/** The specification of a pod or of a template (SetDefaults_PodSpec and those of what it holds). */
export function defaultPodSpec(spec: Fields): Fields {
  let defaulted = withBothAccountNames(spec);
  defaulted = changeItems(defaulted, 'volumes', defaultVolume);
  defaulted = changeItems(defaulted, 'containers', defaultContainer);
  defaulted = changeItems(defaulted, 'initContainers', defaultContainer);
  defaulted = changeItems(defaulted, 'ephemeralContainers', defaultContainer);
  defaulted = changeObject(defaulted, 'overhead', roundResourceList);
  defaulted = fillZero(defaulted, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
  });
  // A list that Go always writes; whatever reads a pod may rely on it.
  return fillAbsent(defaulted, { containers: [], securityContext: {}, terminationGracePeriodSeconds: 30 });
}

/** A pod template, which gets less than a pod: no requests from limits and no enableServiceLinks. */
export function defaultPodTemplate(template: Fields): Fields {
  return changeSpec(template, defaultPodSpec);
}

function withHostPorts(container: Fields): Fields {
  return changeItems(container, 'ports', (port) =>
    numberOf(port['hostPort']) === 0 ? withField(port, 'hostPort', port['containerPort']) : port,
  );
}

function withRequests(container: Fields): Fields {
  return changeObject(container, 'resources', requestsFromLimits);
}

/** A pod (SetDefaults_Pod and SetDefaults_PodSpec). */
export function defaultPod(pod: GenericObject): GenericObject {
  return changeSpec(pod, (given) => {
    let spec = defaultPodSpec(given);
    const onHost = spec['hostNetwork'] === true;
    for (const list of ['containers', 'initContainers']) {
      spec = changeItems(spec, list, withRequests);
      if (onHost) spec = changeItems(spec, list, withHostPorts);
    }
    return fillAbsent(spec, { enableServiceLinks: true });
  });
}
