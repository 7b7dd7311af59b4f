import type { GenericObject, HorizontalPodAutoscaler } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { CHANGE_CAUSE, changeCauseOf, recordFlags } from '../change-cause.ts';
import { instantCommand } from '../command.ts';
import { madeFlags, submit } from '../create-generator.ts';
import { dryRunOf } from '../dry-run.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { Discovery, groupVersion } from '../resources.ts';
import { fetchTargets, parseTargets } from '../targets.ts';

const flags = {
  ...filenameFlags,
  ...madeFlags,
  ...recordFlags,
  'cpu-percent': intFlag(-1, { bits: 32 }),
  'field-manager': stringFlag('kubectl-autoscale'),
  max: intFlag(-1, { bits: 32 }),
  min: intFlag(-1, { bits: 32 }),
  name: stringFlag(),
};

/** An autoscaler of CPU as version 1 has it (pkg/apis/autoscaling/v1/conversion.go). */
function inVersion1(created: GenericObject): GenericObject {
  const {
    minReplicas,
    maxReplicas,
    scaleTargetRef,
    metrics = [],
  } = (created.spec ?? {}) as Partial<HorizontalPodAutoscaler['spec']>;
  const cpu = metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target.averageUtilization;
  const spec = {
    scaleTargetRef,
    minReplicas,
    maxReplicas,
    ...(cpu !== undefined && { targetCPUUtilizationPercentage: cpu }),
  };
  const status = { currentReplicas: 0, desiredReplicas: 0 };
  return { ...created, apiVersion: 'autoscaling/v1', spec, status };
}

/** `kubectl autoscale` (kubectl pkg/cmd/autoscale/autoscale.go). */
export const autoscale = instantCommand({
  name: 'autoscale',
  flags,
  required: ['max'],
  run(call) {
    const { env, flags: given, args } = call;
    const { max, min, 'cpu-percent': percent } = given;
    if (max < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min)
      throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const { namespace, isExplicit } = namespaceOf(call);
    const errors: Error[] = [];
    const hasFiles = namesFiles(given, args);
    const targets = hasFiles ? [] : parseTargets(args, discovery);
    if (targets.some(({ name }) => name === undefined)) {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    const infos = hasFiles
      ? readObjects(readManifestFiles(env, given), discovery, { namespace, isExplicit, validate: false }, errors)
      : fetchTargets(api, targets, namespace, {}, errors);
    if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to autoscale');
    for (const { resource, name } of infos) {
      if (!['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(resource.kind)) {
        const { group, version, kind: given, resource: plural } = resource;
        throw new KubectlError(
          `cannot autoscale a ${given}: could not find scale subresource for ${group}/${version}, Resource=${plural} in discovery information`,
        );
      }
      const kind = 'HorizontalPodAutoscaler';
      const metadata = {
        name: given.name === '' ? name : given.name,
        creationTimestamp: null,
        ...(given.record && { annotations: { [CHANGE_CAUSE]: changeCauseOf(call) } }),
      };
      const spec = {
        scaleTargetRef: { kind: resource.kind, name, apiVersion: groupVersion(resource) },
        ...(min > 0 ? { minReplicas: min } : {}),
        maxReplicas: max,
      };
      const target = { type: 'Utilization', averageUtilization: percent };
      const metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
      submit(
        call,
        {
          kind,
          apiVersion: 'autoscaling/v1',
          metadata,
          spec: { ...spec, ...(percent >= 0 ? { targetCPUUtilizationPercentage: percent } : {}) },
          status: { currentReplicas: 0, desiredReplicas: 0 },
        },
        dryRunOf(given) === 'client' ? 'created' : 'autoscaled',
        { kind, apiVersion: 'autoscaling/v2', metadata, spec: { ...spec, ...(percent >= 0 ? { metrics } : {}) } },
        inVersion1,
      );
    }
    throwAll(errors);
  },
});
