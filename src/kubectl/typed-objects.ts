import type { Container, GenericObject, PodSpec, PodTemplateSpec } from '../engine/index.ts';

type Fields = Record<string, unknown>;

function withResources(container: Container): Container {
  return { ...container, resources: container.resources ?? {} };
}

function typedPodSpec(spec: PodSpec): PodSpec {
  return {
    ...spec,
    containers: (spec.containers ?? []).map(withResources),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withResources) }),
  };
}

function typedTemplate(template: PodTemplateSpec): object {
  return {
    ...template,
    metadata: { creationTimestamp: null, ...template.metadata },
    spec: typedPodSpec(template.spec),
  };
}

function typedSpec(kind: string, spec: Fields): Fields {
  const template = spec['template'];
  const withTemplate =
    typeof template === 'object' && template !== null
      ? { ...spec, template: typedTemplate(template as PodTemplateSpec) }
      : spec;
  switch (kind) {
    case 'Pod':
      return { ...typedPodSpec(spec as unknown as PodSpec) };
    case 'Deployment':
      return { strategy: {}, ...withTemplate };
    case 'DaemonSet':
    case 'StatefulSet':
      return { updateStrategy: {}, ...withTemplate };
    case 'Service': {
      const ports = Array.isArray(spec['ports']) ? (spec['ports'] as Fields[]) : undefined;
      return ports === undefined ? spec : { ...spec, ports: ports.map((port) => ({ targetPort: 0, ...port })) };
    }
    default:
      return withTemplate;
  }
}

/**
 * An object as kubectl prints it after it went through Go's types: fields that are no pointers and have no `omitempty` are
 * there even when nobody set them (`creationTimestamp: null`, `resources: {}`, `status: {}`).
 */
export function asTyped(object: GenericObject): object {
  const { spec, status } = object;
  const emptyStatus = object.kind === 'Service' || object.kind === 'Ingress' ? { loadBalancer: {} } : {};
  return {
    ...object,
    metadata: Object.assign({ creationTimestamp: null }, object.metadata),
    ...(spec === undefined ? {} : { spec: typedSpec(object.kind, spec), status: status ?? emptyStatus }),
  };
}
