import { itemsAt, valueAt } from './json-fields.ts';

/** Ports that a pod specification's containers name, with their names. */
export function containerPorts(spec: unknown): readonly { readonly name: string | undefined; readonly port: number }[] {
  const sidecars = itemsAt(spec, ['initContainers']).filter((each) => valueAt(each, ['restartPolicy']) === 'Always');
  return [...itemsAt(spec, ['containers']), ...sidecars].flatMap((container) =>
    itemsAt(container, ['ports']).flatMap((port) => {
      const number = valueAt(port, ['containerPort']);
      const name = valueAt(port, ['name']);
      return typeof number === 'number' ? [{ port: number, name: typeof name === 'string' ? name : undefined }] : [];
    }),
  );
}

/**
 * Whether a pod of this specification says that it listens on a target port. What it does not name it may listen on all
 * the same, so a pod that names no port at all is taken to listen on any number.
 */
export function listensOn(spec: unknown, target: unknown): boolean {
  const ports = containerPorts(spec);
  if (typeof target === 'string') return ports.some(({ name }) => name === target);
  return ports.length === 0 || ports.some(({ port }) => port === target);
}
