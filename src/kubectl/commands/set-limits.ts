import { canonicalQuantity, quantityError } from '../../engine/index.ts';
import { instantCommand } from '../command.ts';
import { isChosenContainer } from '../container-pattern.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { stringFlag } from '../flags.ts';
import { podSpecOf, withContainers, withPodSpec } from '../pod-spec.ts';
import { changeObjects, checkLocal, checkPodTemplate, readSetTargets, setFlags } from '../set-objects.ts';

/** `cpu=200m,memory=512Mi`. */
function readAmounts(text: string): Record<string, string> {
  const amounts: Record<string, string> = {};
  for (const part of text.split(',').filter((item) => item !== '')) {
    const [name = '', value, ...rest] = part.split('=');
    if (value === undefined || rest.length > 0) {
      throw new KubectlError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    }
    const quantity = canonicalQuantity(value);
    if (quantity === undefined) throw new KubectlError(quantityError(value) ?? '');
    amounts[name] = quantity;
  }
  return amounts;
}

type Amounts = Readonly<Record<string, string>>;

function merged(before: Amounts | undefined, set: Amounts): Amounts | undefined {
  return before === undefined && Object.keys(set).length === 0 ? undefined : { ...before, ...set };
}

const resourcesFlags = {
  ...setFlags,
  containers: stringFlag('*', { shorthand: 'c' }),
  limits: stringFlag(),
  requests: stringFlag(),
};

/** `kubectl set resources` (kubectl pkg/cmd/set/set_resources.go). */
export const setLimits = instantCommand({
  name: 'resources',
  flags: resourcesFlags,
  run(call) {
    const { flags: given, args } = call;
    const infos = readSetTargets(call, args);
    checkLocal(given);
    if (given.limits === '' && given.requests === '') {
      throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const limits = readAmounts(given.limits);
    const requests = readAmounts(given.requests);
    const errors: Error[] = [];
    changeObjects(
      call,
      infos,
      {
        operation: 'resource requirements updated',
        failure: 'failed to patch resources update to pod template',
        change(info) {
          checkPodTemplate(info);
          const spec = podSpecOf(info.object);
          if (spec?.containers.some(({ name }) => isChosenContainer(given.containers, name)) !== true) {
            errors.push(new KubectlError(`error: unable to find container named ${given.containers}`));
          }
          return withPodSpec(info.object, (podSpec) =>
            withContainers(
              podSpec,
              ({ name }) => isChosenContainer(given.containers, name),
              (container) => {
                const nextLimits = merged(container.resources?.limits, limits);
                const nextRequests = merged(container.resources?.requests, requests);
                return {
                  ...container,
                  resources: {
                    ...container.resources,
                    ...(nextLimits !== undefined && { limits: nextLimits }),
                    ...(nextRequests !== undefined && { requests: nextRequests }),
                  },
                };
              },
            ),
          );
        },
        skipsUnchanged: true,
        namesFailed: true,
      },
      errors,
    );
    throwAll(errors);
  },
});
