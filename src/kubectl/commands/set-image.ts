import { instantCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { podSpecOf, withContainers, withPodSpec } from '../pod-spec.ts';
import { changeObjects, readSetTargets, setFlags, splitPairs } from '../set-resources.ts';

/** `kubectl set image` (kubectl pkg/cmd/set/set_image.go). */
export const setImage = instantCommand({
  name: 'image',
  flags: setFlags,
  run(call) {
    const { resources, pairs } = splitPairs(call.args, 'image');
    const hasFiles = call.flags.filename.length > 0 || call.flags.kustomize !== '';
    const errors: Error[] = [];
    const infos = resources.length === 0 && !hasFiles ? [] : readSetTargets(call, resources, errors);
    if (resources.length === 0 && !hasFiles) {
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    if (pairs.length === 0) throw new KubectlError('at least one image update is required');
    if (images.size > 1 && images.has('*')) {
      throw new KubectlError(
        'all containers are already specified by *, but saw more than one container_name=image_name pairs',
      );
    }
    changeObjects(
      call,
      setFlags,
      infos,
      'image updated',
      (object) =>
        [...images].reduce((changed, [name, image]) => {
          const spec = podSpecOf(changed);
          const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
          if (!containers.some((container) => name === '*' || container.name === name)) {
            errors.push(new KubectlError(`error: unable to find container named "${name}"`));
          }
          return withPodSpec(changed, (podSpec) =>
            withContainers(
              podSpec,
              (container) => name === '*' || container.name === name,
              (container) => ({ ...container, image }),
            ),
          );
        }, object),
      errors,
    );
    throwAll(errors);
  },
});
