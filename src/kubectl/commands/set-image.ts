import type { GenericObject } from '../../engine/index.ts';
import { instantCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { podSpecOf, withContainers, withPodSpec } from '../pod-spec.ts';
import { changeObjects, checkLocal, checkPodTemplate, readSetTargets, setFlags, splitPairs } from '../set-objects.ts';

function hasContainer(object: GenericObject, name: string): boolean {
  const spec = podSpecOf(object);
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return containers.some((container) => name === '*' || container.name === name);
}

function withImage(object: GenericObject, name: string, image: string): GenericObject {
  return withPodSpec(object, (podSpec) =>
    withContainers(
      podSpec,
      (container) => name === '*' || container.name === name,
      (container) => ({ ...container, image }),
    ),
  );
}

/** `kubectl set image` (kubectl pkg/cmd/set/set_image.go). */
export const setImage = instantCommand({
  name: 'image',
  flags: setFlags,
  run(call) {
    const { resources, pairs } = splitPairs(call.args, 'image');
    const infos = readSetTargets(call, resources);
    const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    if (pairs.length === 0) throw new KubectlError('at least one image update is required');
    if (images.size > 1 && images.has('*')) {
      throw new KubectlError(
        'all containers are already specified by *, but saw more than one container_name=image_name pairs',
      );
    }
    checkLocal(call.flags);
    const errors: Error[] = [];
    changeObjects(
      call,
      infos,
      {
        operation: 'image updated',
        failure: 'failed to patch image update to pod template:',
        change(info) {
          checkPodTemplate(info);
          return [...images].reduce((changed, [name, image]) => {
            if (!hasContainer(changed, name)) {
              errors.push(new KubectlError(`error: unable to find container named "${name}"`));
            }
            return withImage(changed, name, image);
          }, info.object);
        },
        skipsUnchanged: true,
        namesFailed: true,
      },
      errors,
    );
    throwAll(errors);
  },
});
