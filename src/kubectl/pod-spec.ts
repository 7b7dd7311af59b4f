import type { Container, GenericObject, PodSpec, PodTemplateSpec } from '../engine/index.ts';

interface Templated {
  spec?: { template?: PodTemplateSpec; jobTemplate?: { spec?: { template?: PodTemplateSpec } } };
}

/** The pod spec that an object holds, itself a pod or with a template; undefined for other kinds. */
export function podSpecOf(object: GenericObject): PodSpec | undefined {
  if (object.kind === 'Pod') return object.spec as unknown as PodSpec;
  const { spec } = object as unknown as Templated;
  return object.kind === 'CronJob' ? spec?.jobTemplate?.spec?.template?.spec : spec?.template?.spec;
}

/** The object with its pod spec changed; as it is when it has none. */
export function withPodSpec(object: GenericObject, change: (spec: PodSpec) => PodSpec): GenericObject {
  const spec = podSpecOf(object);
  if (spec === undefined) return object;
  const changed = change(spec);
  if (object.kind === 'Pod') return { ...object, spec: { ...changed } };
  const outer = (object as unknown as Templated).spec;
  if (object.kind !== 'CronJob') {
    return { ...object, spec: { ...outer, template: { ...outer?.template, spec: changed } } };
  }
  const job = outer?.jobTemplate;
  const template = { ...job?.spec?.template, spec: changed };
  return { ...object, spec: { ...outer, jobTemplate: { ...job, spec: { ...job?.spec, template } } } };
}

/** A pod spec with the chosen containers changed, init containers too. */
export function withContainers(
  spec: PodSpec,
  isChosen: (container: Container) => boolean,
  change: (container: Container) => Container,
): PodSpec {
  const each = (container: Container): Container => (isChosen(container) ? change(container) : container);
  return {
    ...spec,
    containers: (spec.containers ?? []).map(each),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(each) }),
  };
}
